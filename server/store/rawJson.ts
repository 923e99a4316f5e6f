import type { TraceId } from '../../protocol/model/span.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { Resources } from './resources.ts';

/** What `rawFromRow` needs, as SQL: times as text, since they do not fit a double. */
export const rawColumns = `span_id, parent_id, CAST(start_ns AS TEXT) AS start_ns,
  CAST(end_ns AS TEXT) AS end_ns, resource_id, raw`;

export interface RawRow {
  readonly span_id: string;
  readonly parent_id: string | null;
  readonly start_ns: string;
  readonly end_ns: string | null;
  readonly resource_id: number;
  readonly raw: string;
}

/** The raw span less what has a column of its own. */
export function rawToJson(raw: RawSpan): string {
  const {
    traceId: _,
    spanId: _s,
    parentId: _p,
    startNs: _b,
    endNs: _e,
    resource: _r,
    scope: _o,
    ...rest
  } = raw;
  return JSON.stringify(rest);
}

export function rawFromRow(traceId: TraceId, row: RawRow, resources: Resources): RawSpan {
  const rest = JSON.parse(row.raw) as Omit<RawSpan, 'traceId' | 'spanId' | 'startNs' | 'resource' | 'scope'>;
  return {
    ...rest,
    ...resources.read(row.resource_id),
    traceId,
    spanId: row.span_id,
    ...(row.parent_id === null ? {} : { parentId: row.parent_id }),
    startNs: row.start_ns,
    ...(row.end_ns === null ? {} : { endNs: row.end_ns }),
  };
}
