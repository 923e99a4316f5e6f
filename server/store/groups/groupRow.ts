import { later, type Nanos } from '../../../protocol/base/time.ts';
import type { TraceRow } from '../../../protocol/messages/rows.ts';
import type { Database } from '../driver.ts';
import { optional } from '../sqlValues.ts';
import { unitedStops, verdictOf } from '../stops.ts';
import type { TraceUsage } from '../traceUsage.ts';
import { GroupUsage } from './groupUsage.ts';
import { type Member, Members } from './members.ts';

export interface GroupReader {
  readonly database: Database;
  readonly usage: TraceUsage;
  readonly members: Members;
  readonly groupUsage: GroupUsage;
}

export function createGroupReader(database: Database, usage: TraceUsage, now: () => number): GroupReader {
  const members = new Members(database, usage);
  return { database, usage, members, groupUsage: new GroupUsage(database, now) };
}

/** The head's row with the counts of all that is inside it; as it is where nothing is. */
export function withMembers(reader: GroupReader, head: TraceRow): TraceRow {
  return groupRow(reader, head, reader.members.of(head.traceId));
}

export function groupRow({ groupUsage }: GroupReader, head: TraceRow, members: readonly Member[]): TraceRow {
  if (members.length <= 1) return head;
  const running = members.some(({ status }) => status === 'running');
  const { endNs: _, usage: _u, cost: _c, verdict: _v, ...own } = head;
  return {
    ...own,
    status: running ? 'running' : head.status,
    ...optional('endNs', running ? undefined : latest(members)),
    spanCount: sum(members.map(({ spanCount }) => spanCount)),
    errorCount: sum(members.map(({ errorCount }) => errorCount)),
    ...groupUsage.of(members, running),
    ...optional('verdict', verdictOf(unitedStops(members))),
    group: { head: head.traceId, traces: members.length, failed: failedInside(members), together: true },
  };
}

function latest(members: readonly Member[]): Nanos | undefined {
  return members.reduce<Nanos | undefined>(
    (last, { endNs }) => (last === undefined || endNs === undefined ? (last ?? endNs) : later(last, endNs)),
    undefined,
  );
}

function failedInside([, ...inside]: readonly Member[]): number {
  return inside.filter(({ status }) => status === 'error' || status === 'aborted').length;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
