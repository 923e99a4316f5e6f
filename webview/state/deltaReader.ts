import type { Delta } from '../../protocol/messages/delta.ts';
import type { Position } from '../../protocol/messages/requests.ts';

/**
 * What to do with a delta, seen from the last known position in the stream: `old` (an answer already had it),
 * `next` (read the named traces), `gap` (something was missed, or another life of the server: read everything).
 */
export function readDelta(last: Position | undefined, delta: Delta): 'old' | 'next' | 'gap' {
  if (!last || last.generation !== delta.generation) return 'gap';
  if (delta.seq <= last.seq) return 'old';
  return delta.seq === last.seq + 1 ? 'next' : 'gap';
}
