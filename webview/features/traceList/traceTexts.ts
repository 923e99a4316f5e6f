import { formatCount } from '../../../protocol/base/format.ts';
import type { TraceRow } from '../../../protocol/messages/rows.ts';

export function spansText({ spanCount }: TraceRow): string {
  return `${formatCount(spanCount)} ${spanCount === 1 ? 'span' : 'spans'}`;
}
