import { formatCount, formatDuration } from '../../../protocol/base/format.ts';
import { millisBetween, millisFromNanos } from '../../../protocol/base/time.ts';
import type { RunRow } from '../../../protocol/messages/rows.ts';
import { strings } from '../../l10n.ts';
import { costText } from '../details/facts.ts';
import type { RunItem } from './listRows.ts';
import { timeOfDay } from './traceTime.ts';

const icons: Readonly<Record<RunRow['kind'], string>> = {
  debug: 'debug-alt',
  terminal: 'terminal',
  notebook: 'notebook',
  test: 'beaker',
  external: 'server-process',
};

export function runIcon(kind: RunRow['kind']): string {
  return icons[kind];
}

export interface RunFact {
  readonly text: string;
  readonly failed?: true;
}

/** `exit code 1 · 14:02:31 · 3 traces · 1 failed · 2.1k tok · ≈ $0.0031`; tokens and cost over the traces that are in the list. */
export function runFacts({ run, totals }: RunItem): readonly RunFact[] {
  const end = endText(run.end);
  const known: readonly (RunFact | false | undefined)[] = [
    end !== undefined && { text: end, failed: true },
    { text: whenText(run.startNs) },
    { text: countText(totals.traces, run.traceCount) },
    run.failedCount > 0 && { text: strings.run.failed(run.failedCount), failed: true },
    totals.tokens > 0 && { text: strings.list.tokens(formatCount(totals.tokens)) },
    totals.cost && (totals.cost.usd > 0 || totals.cost.unknown > 0) && { text: costText(totals.cost) },
  ];
  return known.filter((fact): fact is RunFact => Boolean(fact));
}

/** A filter, or pages that are not read yet, leave traces out. */
function countText(listed: number, all: number): string {
  return listed < all ? strings.run.someTraces(listed, all) : strings.toolbar.traces(all);
}

/** `6.8 s`, from the first trace's start to the last one's end; of a running run up to now. */
export function runDuration(run: RunRow, nowMillis: number): string {
  if (run.runningCount > 0) return formatDuration(Math.max(0, nowMillis - millisFromNanos(run.startNs)));
  return run.endNs === undefined ? '–' : formatDuration(millisBetween(run.startNs, run.endNs));
}

/** `14:02:31` today, with its day before that. */
export function whenText(startNs: string, now: Date = new Date()): string {
  const date = new Date(millisFromNanos(startNs));
  if (date.toDateString() === now.toDateString()) return timeOfDay(startNs);
  const day = date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
  return `${day} ${timeOfDay(startNs)}`;
}

/** Of a run that did not end well: `killed`, `exit code 1`. */
function endText(end: RunRow['end']): string | undefined {
  if (end?.exitCode !== undefined && end.exitCode !== 0) return strings.run.exitCode(end.exitCode);
  return end?.how === 'vanished' && end.exitCode !== 0 ? strings.run.killed : undefined;
}

/** `2 traces run`; `still runs, traces nothing now`; `ended`; `ended · exit code 0`. */
function stateText(run: RunRow): string {
  if (run.runningCount > 0) return strings.run.running(run.runningCount);
  if (run.alive) return strings.run.idle;
  const { how, exitCode } = run.end ?? {};
  const ended = how === 'vanished' && exitCode !== 0 ? strings.run.killed : strings.run.ended;
  return exitCode === undefined ? ended : `${ended} · ${strings.run.exitCode(exitCode)}`;
}

export function runTitle(item: RunItem): string {
  const { run } = item;
  const state = stateText(run);
  const facts = runFacts(item).map(({ text }) => text);
  const given = run.labelGiven !== undefined && run.labelGiven !== run.label ? run.labelGiven : undefined;
  const kind = `${strings.run.kinds[run.kind]} · ${state}`;
  return [run.label, given, kind, facts.join(' · '), run.pinned && strings.list.kept]
    .filter(Boolean)
    .join('\n');
}
