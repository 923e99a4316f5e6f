import type { MemberRows, Regroup } from '../../../protocol/messages/regroup.ts';
import type { SpanRow, TraceRow } from '../../../protocol/messages/rows.ts';
import type { TraceId } from '../../../protocol/model/span.ts';

export interface GroupQuery {
  readonly traceId: TraceId;
  readonly regroup: Regroup;
  /** Of the head, or of the trace itself where it is shown apart. */
  readonly sinceRevision: number;
  readonly since: Readonly<Record<TraceId, number>>;
  readonly limit: number;
}

export interface GroupPage {
  readonly trace: TraceRow;
  readonly rows: readonly SpanRow[];
  readonly revision: number;
  readonly more: boolean;
  readonly members: readonly MemberRows[];
  readonly gone: readonly TraceId[];
}
