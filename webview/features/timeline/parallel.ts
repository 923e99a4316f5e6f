import type { SpanEntry } from '../../state/openTrace.ts';

/** How work ran side by side. Milliseconds. */
export interface Parallel {
  readonly count: number;
  /** The most that ran at one time. */
  readonly most: number;
  /** The time in which at least one ran. */
  readonly wallMs: number;
  /** What one after the other would have taken. */
  readonly serialMs: number;
}

/** What has no end and does not run took no time that is known. */
export function parallelOf(entries: readonly SpanEntry[], nowMs: number): Parallel {
  const times = entries.map(({ row, startMs, endMs }) => ({
    startMs,
    endMs: Math.max(startMs, endMs ?? (row.status === 'running' ? nowMs : startMs)),
  }));
  times.sort((a, b) => a.startMs - b.startMs);
  let [wallMs, serialMs, reached] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const { startMs, endMs } of times) {
    serialMs += endMs - startMs;
    wallMs += Math.max(0, endMs - Math.max(startMs, reached));
    reached = Math.max(reached, endMs);
  }
  return { count: entries.length, most: mostAtOnce(times), wallMs, serialMs };
}

interface Times {
  readonly startMs: number;
  readonly endMs: number;
}

/** One that begins when another ends was not beside it. */
function mostAtOnce(byStart: readonly Times[]): number {
  const ends = byStart.map(({ endMs }) => endMs).toSorted((a, b) => a - b);
  let [most, ended] = [0, 0];
  byStart.forEach(({ startMs }, started) => {
    while ((ends[ended] ?? Number.POSITIVE_INFINITY) <= startMs && ended < started) ended++;
    most = Math.max(most, started + 1 - ended);
  });
  return most;
}
