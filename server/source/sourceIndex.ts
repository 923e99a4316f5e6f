import type { TracedFrame } from '../../protocol/base/stackFrames.ts';
import type { CancelSignal } from '../../protocol/messages/requests.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import { type FoundCallPlace, findCallPlace } from './callPlace.ts';
import { type Resolved, resolveSpan } from './resolve.ts';
import { resolveFrame } from './resolveFrame.ts';
import { createSlicer } from './slicer.ts';
import type { IndexedFile, NamedAddress } from './symbols.ts';
import { findTemplate } from './templates/findTemplate.ts';
import { WorkspaceIndex, type WorkspaceIndexDeps } from './workspaceIndex.ts';

export type SourceIndexDeps = Pick<WorkspaceIndexDeps, 'folders' | 'excludes'> &
  Partial<Pick<WorkspaceIndexDeps, 'openText' | 'now' | 'limits'>>;

export interface SourceIndex {
  /** The engine's `ResolveSource`. */
  resolveSpan(
    span: Span,
    trace: Trace,
    ancestors?: readonly string[],
    frame?: TracedFrame,
  ): Promise<Resolved>;
  /** The engine's `FindCallPlace`. */
  callPlace(span: Span, trace: Trace): Promise<FoundCallPlace>;
  /** What stands in a document that is open in an editor, as it is now; reads no other file. */
  openFile(path: string): Promise<IndexedFile | undefined>;
  /** The engine's `CodeSearch`. */
  readonly search: {
    tool(call: Span, trace: Trace, ancestors: readonly string[]): Promise<Resolved>;
    template(text: string, signal?: CancelSignal): Promise<Resolved>;
  };
  /** What stands in all files. */
  files(): Promise<readonly IndexedFile[]>;
  /** The tracking servers on this machine that the code names, in the order of the files. */
  trackingAddresses(): Promise<readonly AddressInFile[]>;
}

export interface AddressInFile extends NamedAddress {
  /** Absolute path. */
  readonly file: string;
}

function noTool(name: string): string {
  return `No function or tool named “${name}” is in the open folders: the provider may run it, or a server of tools.`;
}

/** What the source files and notebooks of some folders say, read when first asked. */
export function createSourceIndex({
  folders,
  openText = () => undefined,
  now = () => performance.now(),
  ...rest
}: SourceIndexDeps): SourceIndex {
  const index = new WorkspaceIndex({ folders, openText, now, ...rest });
  const files = async () => (await index.read()).files;
  const isOpen = (path: string): boolean => openText(path) !== undefined;
  const resolve: SourceIndex['resolveSpan'] = async (span, trace, ancestors = [], frame = undefined) =>
    frame === undefined
      ? resolveSpan(span, trace, { workspace: await index.read(), folders, ancestors })
      : resolveFrame(frame, span, { folders, cwd: trace.process?.cwd, isOpen, files });
  return {
    resolveSpan: resolve,
    callPlace: (span, trace) => findCallPlace(span, trace, { resolve, files, openText }),
    openFile: (path) => index.openFile(path),
    files,
    search: {
      async tool(call, trace, ancestors) {
        const workspace = await index.read();
        const found = resolveSpan(call, trace, { workspace, folders, ancestors });
        const isSearched = folders.length > 0 && workspace.files.length > 0;
        return found.candidates.length > 0 || !isSearched
          ? found
          : { candidates: [], reason: noTool(call.name) };
      },
      template: (text, signal) =>
        findTemplate(text, {
          texts: () => index.texts(),
          slicer: createSlicer(),
          now,
          ...(signal && { signal }),
        }),
    },
    async trackingAddresses() {
      const { files } = await index.read();
      return files.flatMap(({ file, addresses }) => addresses.map((address) => ({ ...address, file })));
    },
  };
}
