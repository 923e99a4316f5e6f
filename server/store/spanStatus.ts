import type { SpanStatus } from '../../protocol/model/span.ts';
import type { RawSpan } from '../decode/rawSpan.ts';

/** `aborted` is only ever set on a span whose own end never came. */
export function spanStatus(raw: Pick<RawSpan, 'aborted' | 'endNs' | 'status'>): SpanStatus {
  if (raw.aborted === true) return 'aborted';
  return raw.endNs === undefined ? 'running' : raw.status.code;
}
