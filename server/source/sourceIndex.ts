import type { TracedFrame } from '../../protocol/base/stackFrames.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import { type FoundCallPlace, findCallPlace } from './callPlace.ts';
import { type Resolved, resolveSpan } from './resolve.ts';
import { resolveFrame } from './resolveFrame.ts';
import type { IndexedFile, NamedAddress } from './symbols.ts';
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
  /** The tracking servers on this machine that the code names, in the order of the files. */
  trackingAddresses(): Promise<readonly AddressInFile[]>;
}

export interface AddressInFile extends NamedAddress {
  /** Absolute path. */
  readonly file: string;
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
    async trackingAddresses() {
      const { files } = await index.read();
      return files.flatMap(({ file, addresses }) => addresses.map((address) => ({ ...address, file })));
    },
  };
}
