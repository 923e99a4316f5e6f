import { isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import type { PathMapping } from '../../protocol/messages/language.ts';

export interface Folder {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

const root = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
const schema = v.union([v.array(v.object({ remoteRoot: root, localRoot: root })), v.record(root, root)]);

/**
 * `[{localRoot, remoteRoot}]` as debugpy's launch configurations have them, or `{remote: local}`; with `${workspaceFolder}`,
 * `${workspaceFolder:name}`, and relative to the first folder. What cannot be read, or names no folder here, is left out. Pure.
 */
export function readMappings(setting: unknown, folders: readonly Folder[]): readonly PathMapping[] {
  const parsed = v.safeParse(schema, setting);
  if (!parsed.success) return [];
  const given = Array.isArray(parsed.output)
    ? parsed.output
    : Object.entries(parsed.output).map(([remoteRoot, localRoot]) => ({ remoteRoot, localRoot }));
  return given.flatMap(({ remoteRoot, localRoot }) => {
    const local = substituted(localRoot, folders);
    return local === undefined || remoteRoot === '.' ? [] : [{ remoteRoot, localRoot: local }];
  });
}

/** Those of a debug session: `pathMappings`, or the `localRoot` and `remoteRoot` of a Node configuration. Pure. */
export function mappingsOfSession(
  configuration: Readonly<Record<string, unknown>>,
  folders: readonly Folder[],
): readonly PathMapping[] {
  const { pathMappings, localRoot, remoteRoot } = configuration;
  return [...readMappings(pathMappings, folders), ...readMappings([{ localRoot, remoteRoot }], folders)];
}

function substituted(text: string, folders: readonly Folder[]): string | undefined {
  let isUnknown = false;
  const path = text.replace(/\$\{([^}]*)\}/g, (_, variable: string) => {
    const [kind, name] = variable.split(':');
    const folder = name === undefined ? folders[0] : folders.find((one) => one.name === name);
    if (folder && (kind === 'workspaceFolder' || kind === 'workspaceRoot')) return folder.path;
    isUnknown = true;
    return '';
  });
  if (isUnknown) return undefined;
  const [first] = folders;
  if (isAbsolute(path) || /^[a-z]:[\\/]/i.test(path)) return path;
  return first && join(first.path, path);
}
