import { formatDuration } from '../../../protocol/base/format.ts';
import type { Tick } from './layoutTimeline.ts';

/** The times over the bars; the last one may reach over the column of durations. The lines below them are the rows' background, one step apart. */
export function Axis({ ticks }: { ticks: readonly Tick[] }) {
  return (
    <div class="axis" aria-hidden="true">
      <span class="axis-ticks">
        {ticks.map(({ left, offsetMs }) => (
          <span key={offsetMs} class="tick" style={{ left: `${left}%` }}>
            {offsetMs === 0 ? '0' : formatTick(offsetMs)}
          </span>
        ))}
      </span>
    </div>
  );
}

/** `500 ms`, `1 s`, `1.5 s`, `1:20`: as short as the step allows. */
function formatTick(offsetMs: number): string {
  const seconds = Math.round(offsetMs / 1000);
  if (seconds >= 60) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return formatDuration(offsetMs)
    .replace(/(\.\d*?)0+ (\D)/, '$1 $2')
    .replace('. ', ' ');
}
