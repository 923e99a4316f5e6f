import type { RunRow, TraceRow } from '../../../protocol/messages/rows.ts';
import type { TraceId } from '../../../protocol/model/span.ts';
import { compareNanos } from '../../state/mergeRows.ts';
import { type RunTotals, totalsOf } from './runTotals.ts';

interface Item {
  readonly key: string;
  /** 1; 2: inside a run. */
  readonly level: number;
  /** From 1, among its siblings. */
  readonly position: number;
  readonly siblings: number;
}

export interface RunItem extends Item {
  readonly type: 'run';
  readonly run: RunRow;
  readonly totals: RunTotals;
  readonly expanded: boolean;
}

export interface TraceItem extends Item {
  readonly type: 'trace';
  readonly row: TraceRow;
  /** Where it does not stand below its run. */
  readonly run?: RunRow;
}

export type ListItem = RunItem | TraceItem;

export interface ListLayout {
  /** Traces alone, without their runs. */
  readonly flat: boolean;
  /** Ids of the runs that are folded. */
  readonly collapsed: ReadonlySet<string>;
}

interface Group {
  readonly run: RunRow;
  readonly rows: TraceRow[];
}
/** What stands on the first level. */
type Top = Group | TraceRow;

/**
 * The lines of the list: pinned ones, then the others, each newest first by their start. The traces of a run stand
 * below its header; one that is pinned itself, or whose run is not known, stands alone. `rows` are newest first.
 */
export function listItems(
  rows: readonly TraceRow[],
  runs: ReadonlyMap<string, RunRow>,
  layout: ListLayout,
): readonly ListItem[] {
  const tops = topsOf(rows, runs, layout.flat);
  const all = ofRun(rows);
  return tops.flatMap((top, index) => {
    const place = { position: index + 1, siblings: tops.length };
    if (!isGroup(top)) return [traceItem(top, { ...place, level: 1 }, runs.get(top.runId ?? ''))];
    const { run, rows: below } = top;
    const expanded = !layout.collapsed.has(run.id);
    const totals = totalsOf(all.get(run.id) ?? below);
    const header: RunItem = { type: 'run', key: run.id, run, totals, expanded, level: 1, ...place };
    if (!expanded) return [header];
    const siblings = below.length;
    return [header, ...below.map((row, at) => traceItem(row, { level: 2, position: at + 1, siblings }))];
  });
}

function traceItem(row: TraceRow, place: Omit<Item, 'key'>, run?: RunRow): TraceItem {
  return { type: 'trace', key: row.traceId, row, ...place, ...(run && { run }) };
}

function topsOf(rows: readonly TraceRow[], runs: ReadonlyMap<string, RunRow>, flat: boolean): readonly Top[] {
  const groups = new Map<string, Group>();
  const tops: Top[] = [];
  for (const row of rows) {
    const run = runs.get(row.runId ?? '');
    if (flat || run === undefined || row.pinned) {
      tops.push(row);
      continue;
    }
    const group = groups.get(run.id) ?? { run, rows: [] };
    if (group.rows.length === 0) tops.push(group);
    groups.set(run.id, group);
    group.rows.push(row);
  }
  // Flat, the rows have their order; a stable sort keeps it, also among runs of one start.
  const byStart = (one: Top, other: Top) => compareNanos(startOf(other), startOf(one));
  const ordered = flat ? tops : tops.sort(byStart);
  return [...ordered.filter((top) => isPinned(top, runs)), ...ordered.filter((top) => !isPinned(top, runs))];
}

function ofRun(rows: readonly TraceRow[]): ReadonlyMap<string, readonly TraceRow[]> {
  const all = new Map<string, TraceRow[]>();
  for (const row of rows) {
    if (row.runId === undefined) continue;
    const known = all.get(row.runId);
    if (known) known.push(row);
    else all.set(row.runId, [row]);
  }
  return all;
}

function isGroup(top: Top): top is Group {
  return 'rows' in top;
}

function startOf(top: Top): string {
  return isGroup(top) ? top.run.startNs : top.startNs;
}

/** Flat, the traces of a pinned run stand on top as well. */
function isPinned(top: Top, runs: ReadonlyMap<string, RunRow>): boolean {
  if (isGroup(top)) return top.run.pinned === true;
  return top.pinned === true || runs.get(top.runId ?? '')?.pinned === true;
}

/** The line of a trace, or of its run where that is folded; -1: none. */
export function lineOf(items: readonly ListItem[], row: TraceRow | undefined, traceId?: TraceId): number {
  const own = items.findIndex((item) => item.key === traceId);
  if (own >= 0 || row?.runId === undefined) return own;
  return items.findIndex((item) => item.key === row.runId);
}
