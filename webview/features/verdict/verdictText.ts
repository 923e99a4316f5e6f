import { fileLineText } from '../../../protocol/base/fileLine.ts';
import { formatDuration } from '../../../protocol/base/format.ts';
import { millisFromNanos } from '../../../protocol/base/time.ts';
import type { TraceRow, Verdict } from '../../../protocol/messages/rows.ts';
import { strings } from '../../l10n.ts';

/** A model may well think that long: before, waiting is nothing to speak of. */
export const waitingFromMillis = 10_000;

/** What there is to say of a trace now; `nowMs` since the epoch. */
export function verdictNow(trace: TraceRow | undefined, nowMs: number): Verdict | undefined {
  const verdict = trace?.verdict;
  if (verdict?.kind !== 'waiting') return verdict;
  return waitedMillis(verdict, nowMs) >= waitingFromMillis ? verdict : undefined;
}

export function waitedMillis({ sinceNs }: Verdict, nowMs: number): number {
  return nowMs - millisFromNanos(sinceNs);
}

/** Whole seconds, as a clock shows them: `42 s`, `2 min 05 s`. */
export function waitedText(verdict: Verdict, nowMs: number): string {
  const seconds = Math.floor(waitedMillis(verdict, nowMs) / 1000);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000);
}

export function lineOf({ at, from }: Verdict): string | undefined {
  const line = at ?? from;
  return line && fileLineText(line);
}

/** For a screen reader, which hears it once: without the clock. */
export function spokenText(verdict: Verdict): string {
  const { start, end } = strings.verdict[verdict.kind];
  const line = lineOf(verdict);
  return `${start}${verdict.name}${end}${line === undefined ? '' : strings.verdict.at + line}`;
}

/** In the place of a trace's preview. */
export function briefText(verdict: Verdict, nowMs: number): string {
  const { brief } = strings.verdict[verdict.kind];
  const waited = verdict.kind === 'waiting' ? ` ${waitedText(verdict, nowMs)}` : '';
  const line = lineOf(verdict);
  return `${brief}${waited} ${strings.verdict.inside} ${verdict.name}${line === undefined ? '' : `, ${line}`}`;
}
