import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import { type FoundCallPlace, findCallPlace } from './callPlace.ts';
import { type Resolved, resolveSpan } from './resolve.ts';
import type { NamedAddress } from './symbols.ts';
import { WorkspaceIndex, type WorkspaceIndexDeps } from './workspaceIndex.ts';

export type SourceIndexDeps = Pick<WorkspaceIndexDeps, 'folders'> &
  Partial<Pick<WorkspaceIndexDeps, 'openText' | 'now' | 'limits'>>;

export interface SourceIndex {
  /** The engine's `ResolveSource`. */
  resolveSpan(span: Span, trace: Trace): Promise<Resolved>;
  /** The engine's `FindCallPlace`. */
  callPlace(span: Span, trace: Trace): Promise<FoundCallPlace>;
  /** The tracking servers on this machine that the code names, in the order of the files. */
  trackingAddresses(): Promise<readonly AddressInFile[]>;
}

export interface AddressInFile extends NamedAddress {
  /** Absolute path. */
  readonly file: string;
}

/** What the Python files and notebooks of some folders say, read when first asked. */
export function createSourceIndex({
  folders,
  openText = () => undefined,
  now = () => performance.now(),
  ...rest
}: SourceIndexDeps): SourceIndex {
  const index = new WorkspaceIndex({ folders, openText, now, ...rest });
  const resolve = async (span: Span, trace: Trace): Promise<Resolved> =>
    resolveSpan(span, trace, await index.read(), folders);
  return {
    resolveSpan: resolve,
    callPlace: (span, trace) =>
      findCallPlace(span, trace, { resolve, files: async () => (await index.read()).files, openText }),
    async trackingAddresses() {
      const { files } = await index.read();
      return files.flatMap(({ file, addresses }) => addresses.map((address) => ({ ...address, file })));
    },
  };
}
