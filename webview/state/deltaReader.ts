import { type Delta, follows } from '../../protocol/messages/delta.ts';
import type { Position } from '../../protocol/messages/requests.ts';

/**
 * What to do with a delta, seen from the last known position in the stream: `old` (an answer already had it),
 * `next` (read the named traces), `gap` (something was missed, or another life of the server: read everything).
 */
export function readDelta(last: Position | undefined, delta: Delta): 'old' | 'next' | 'gap' {
  if (follows(last, delta)) return 'next';
  return last?.generation === delta.generation && delta.seq <= last.seq ? 'old' : 'gap';
}
