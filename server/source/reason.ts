import type { Span } from '../../protocol/model/span.ts';
import type { SpanFacts } from './spanFacts.ts';
import type { IndexedWorkspace } from './workspaceIndex.ts';

/** Why no place was found, in plain words, and what to do. */
export function reasonForNone(
  span: Span,
  { functionName, script, notebook }: SpanFacts,
  { files, truncated }: IndexedWorkspace,
  folders: readonly string[],
): string {
  const program = script !== undefined && !notebook ? ` (it ran ${script})` : '';
  if (folders.length === 0) {
    return `No folder is open, so there is no code to search. Open the folder of your program${program}.`;
  }
  if (files.length === 0) {
    return `The open folders hold no source files or notebooks. Open the folder of your program${program}.`;
  }
  const nothing = `No decorator, block or tool named “${span.name}” in the open folders`;
  if (truncated) return `${nothing}, of which only the first ${files.length} files were searched.`;
  if (functionName !== undefined) {
    return `${nothing}, and no function “${functionName}”. Open the folder of your program${program}.`;
  }
  if (span.kind !== 'UNKNOWN') return `${nothing}: the library makes this span itself.`;
  return `${nothing}: a library makes this span, or its name is put together while the program runs.`;
}
