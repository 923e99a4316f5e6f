import { stat } from 'node:fs/promises';
import { isAbsolute, normalize, relative, resolve } from 'node:path';
import type { TracedFrame } from '../../protocol/base/stackFrames.ts';
import type { Span } from '../../protocol/model/span.ts';
import { hashInFile } from './kernelCell.ts';
import { isOnNetwork } from './localPath.ts';
import { recordedPlaces } from './recorded.ts';
import type { Resolved } from './resolve.ts';
import type { IndexedFile } from './symbols.ts';

export interface FrameSearch {
  /** Of the workspace, absolute. */
  readonly folders: readonly string[];
  /** The file here that a path is. */
  readonly localFile: (recorded: string) => string;
  /** Of the process that raised, where it is known. */
  readonly cwd: string | undefined;
  /** It is open in an editor; the disk need not have it. */
  readonly isOpen: (path: string) => boolean;
  readonly files: () => Promise<readonly IndexedFile[]>;
}

/**
 * The line that a frame names: a file that is there under the absolute path of the stack, or in the workspace under a
 * relative one; a notebook's cell that still has the text which ran. Never rejects: the reason says why there is none.
 */
export async function resolveFrame(frame: TracedFrame, span: Span, search: FrameSearch): Promise<Resolved> {
  const { file, line, column } = frame;
  if (hashInFile(file) !== undefined) return inCell(frame, span, await search.files());
  for (const path of pathsOf(file, search)) {
    if (!search.isOpen(path) && !(await isFile(path))) continue;
    return {
      candidates: [{ file: path, line, ...(column !== undefined && { column }), basis: 'stacktrace' }],
    };
  }
  return { candidates: [], reason: reasonFor(file) };
}

/** Where the same text stands now; the line is the frame's own. */
function inCell({ file, line }: TracedFrame, span: Span, files: readonly IndexedFile[]): Resolved {
  const place = { file, line, basis: 'stacktrace' as const };
  const cells = recordedPlaces({ ...span, source: { ...place, candidates: [] } }, files);
  const [same] = cells.filter(({ basis }) => basis === 'stacktrace');
  if (same?.cell !== undefined) return { candidates: [{ ...place, file: same.file, cell: same.cell }] };
  const reason =
    'No cell has the text that ran: it was edited since, or its notebook is not in the open folders.';
  return { candidates: [], reason };
}

const drive = /^[a-z]:/i;

function pathsOf(recorded: string, { folders, cwd, localFile }: FrameSearch): readonly string[] {
  const file = localFile(recorded);
  if (isOnNetwork(file)) return [];
  if (isAbsolute(file)) return [normalize(file)];
  if (drive.test(file)) return [];
  const bases = cwd !== undefined && isAbsolute(cwd) && !isOnNetwork(cwd) ? [cwd, ...folders] : folders;
  const paths = bases.map((base) => resolve(base, file));
  return [...new Set(paths)].filter((path) => folders.some((folder) => isUnder(path, folder)));
}

function isUnder(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && !/^\.\.([\\/]|$)/.test(way);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function reasonFor(file: string): string {
  if (isOnNetwork(file)) return `${file} is on another machine: it is not opened from a stack.`;
  if (isAbsolute(file) || drive.test(file)) {
    return `${file} is not on this machine: the program ran elsewhere, or the file was moved since.`;
  }
  return `There is no ${file} in the open folders. Open the folder of your program.`;
}
