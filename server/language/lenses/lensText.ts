import { formatCount, formatDuration, formatUsd } from '../../../protocol/base/format.ts';
import type { RecentCall } from '../../store/recentCalls.ts';

/** `running 1.24 s · 12 runs · p50 840 ms · 1 error · 3.2k tok · $0.0040`: what is known, nothing else. */
export function lensText(calls: readonly RecentCall[], nowMs: number): string {
  const ended = calls.filter(({ status }) => status !== 'running');
  const durations = ended.flatMap((call) => durationMs(call) ?? []).toSorted((a, b) => a - b);
  const median = durations[Math.floor((durations.length - 1) / 2)];
  const isSingle = ended.length === 1;
  return [
    runningText(calls, nowMs),
    ended.length > 0 && counted(ended.length, 'run'),
    median !== undefined && `${isSingle ? '' : 'p50 '}${formatDuration(median)}`,
    countedStatus(ended, 'error', 'error'),
    countedStatus(ended, 'aborted', 'aborted', 'aborted'),
    tokensText(calls),
    costText(calls),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** From its start to its end; a span whose end never came has none. */
export function durationMs({ startNs, endNs, status }: RecentCall): number | undefined {
  return endNs === undefined || status === 'aborted' ? undefined : Number(endNs - startNs) / 1e6;
}

/** Of the calls that run: the time of the only one, else how many. */
export function runningText(calls: readonly RecentCall[], nowMs: number): string | undefined {
  const running = calls.filter(({ status }) => status === 'running');
  const [newest] = running;
  if (newest === undefined) return undefined;
  if (running.length > 1) return `${running.length} running`;
  const sinceMs = nowMs - Number(newest.startNs / 1_000_000n);
  return sinceMs < 0 ? 'running' : `running ${formatDuration(sinceMs)}`;
}

function countedStatus(
  calls: readonly RecentCall[],
  status: RecentCall['status'],
  one: string,
  many = `${one}s`,
): string | undefined {
  const count = calls.filter((call) => call.status === status).length;
  return count === 0 ? undefined : counted(count, one, many);
}

function tokensText(calls: readonly RecentCall[]): string | undefined {
  const tokens = calls.reduce((sum, { usage }) => sum + (usage?.total ?? 0), 0);
  return tokens === 0 ? undefined : `${formatCount(tokens)} tok`;
}

/** Calls whose price is unknown make it a lower bound. */
function costText(calls: readonly RecentCall[]): string | undefined {
  const costs = calls.flatMap(({ cost }) => cost ?? []);
  const usd = costs.reduce((sum, cost) => sum + cost.usd, 0);
  if (usd === 0) return undefined;
  return `${costs.some(({ unknown }) => unknown > 0) ? '≥ ' : ''}${formatUsd(usd)}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
