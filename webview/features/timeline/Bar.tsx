import type { SpanEntry } from '../../state/openTrace.ts';
import { kindLook } from '../../widgets/look.ts';
import { layoutBar, type TimeAxis } from './layoutTimeline.ts';

/** One span on the axis: the hue of its kind, growing while it runs, with a mark at the end where it failed. */
export function Bar({ entry, axis, nowMs }: { entry: SpanEntry; axis: TimeAxis; nowMs: number }) {
  const { left, width } = layoutBar(entry, axis, nowMs);
  const { status, kind } = entry.row;
  const hue = status === 'error' ? 'hue-error' : status === 'running' ? 'hue-running' : kindLook(kind).hue;
  return (
    <span class="bars" aria-hidden="true">
      <span class={`bar bar-${status} ${hue}`} style={{ left: `${left}%`, width: `${width}%` }} />
    </span>
  );
}
