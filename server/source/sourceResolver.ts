import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import { type Resolved, resolveSpan } from './resolve.ts';
import { WorkspaceIndex, type WorkspaceIndexDeps } from './workspaceIndex.ts';

export type SourceResolverDeps = Pick<WorkspaceIndexDeps, 'folders'> &
  Partial<Pick<WorkspaceIndexDeps, 'openText' | 'now' | 'limits'>>;

/** The engine's `ResolveSource` over the Python files and notebooks of some folders. */
export function createSourceResolver({
  folders,
  openText = () => undefined,
  now = () => performance.now(),
  ...rest
}: SourceResolverDeps): (span: Span, trace: Trace) => Promise<Resolved> {
  const index = new WorkspaceIndex({ folders, openText, now, ...rest });
  return async (span, trace) => resolveSpan(span, trace, await index.read(), folders);
}
