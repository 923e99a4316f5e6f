import type { TraceRow } from '../../../protocol/messages/rows.ts';
import type { Cost } from '../../../protocol/model/usage.ts';

/** Over the traces of a run that are in the list. */
export interface RunTotals {
  readonly traces: number;
  readonly tokens: number;
  readonly cost?: Cost;
}

export function totalsOf(rows: readonly TraceRow[]): RunTotals {
  const costs = rows.flatMap((row) => row.cost ?? []);
  return {
    traces: rows.reduce((sum, { group }) => sum + (group?.together ? group.traces : 1), 0),
    tokens: rows.reduce((sum, row) => sum + (row.usage?.total ?? 0), 0),
    ...(costs.length > 0 ? { cost: costs.reduce(addCost) } : {}),
  };
}

/** Computed where some part of it is. */
function addCost(sum: Cost, part: Cost): Cost {
  const isComputed = [sum, part].some(({ basis, usd }) => basis === 'computed' && usd > 0);
  return {
    usd: sum.usd + part.usd,
    basis: isComputed ? 'computed' : sum.usd > 0 ? sum.basis : part.basis,
    unknown: sum.unknown + part.unknown,
  };
}
