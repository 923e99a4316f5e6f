import type { SpanId, SpanStatus } from '../../protocol/model/span.ts';
import type { NormalisedSpan } from '../normalise/facts.ts';
import { normaliserVersion } from '../normalise/normalise.ts';
import { briefCall } from './brief.ts';
import { callPlaceOf } from './callPlace.ts';
import type { Database } from './driver.ts';
import { rawToJson } from './rawJson.ts';
import type { Resources } from './resources.ts';
import { spanStatus } from './spanStatus.ts';
import { jsonToSql, nanosToSql } from './sqlValues.ts';
import type { SpanBefore } from './traceSummary.ts';

const hintLength = 80;

/** Inserts the span, or replaces what is stored under its ids. */
export function writeSpan(
  database: Database,
  resources: Resources,
  span: NormalisedSpan,
  place: { readonly traceKey: number; readonly revision: number },
): void {
  const { raw, facts } = span;
  database.run(
    upsertSql,
    place.traceKey,
    raw.spanId,
    raw.parentId ?? null,
    place.revision,
    facts.name ?? raw.name,
    facts.kind ?? 'UNKNOWN',
    spanStatus(raw),
    nanosToSql(raw.startNs),
    raw.endNs === undefined ? null : nanosToSql(raw.endNs),
    facts.model ?? null,
    facts.usage?.total ?? null,
    hintOf(span),
    jsonToSql(facts.usage),
    jsonToSql(facts.cost),
    span.convention,
    normaliserVersion,
    resources.idOf(raw),
    raw.ran?.hash ?? null,
    jsonToSql(callPlaceOf(raw)),
    rawToJson(raw),
  );
}

/** What is stored of these spans already; the rest is new. */
export function spansBefore(
  database: Database,
  traceKey: number,
  spanIds: readonly SpanId[],
): ReadonlyMap<SpanId, SpanBefore> {
  const rows = database.all<{ span_id: string; status: string; is_root: number; is_sent: number }>(
    `SELECT span_id, status, parent_id IS NULL AS is_root,
       json_extract(raw, '$.door') <> 'live' AS is_sent FROM spans
     WHERE trace_key = ? AND span_id IN (SELECT value FROM json_each(?))`,
    traceKey,
    JSON.stringify(spanIds),
  );
  return new Map(
    rows.map((row) => [
      row.span_id,
      { status: row.status as SpanStatus, isRoot: row.is_root === 1, isSent: row.is_sent === 1 },
    ]),
  );
}

/** A failed span's exception type, else a tool's arguments. */
function hintOf({ facts }: NormalisedSpan): string | null {
  const exception = facts.exceptions?.[0];
  if (exception !== undefined) return exception.type.slice(0, hintLength);
  if (facts.kind !== 'TOOL' || facts.inputs === undefined || facts.inputs === null) return null;
  return briefCall(facts.inputs, hintLength) || null;
}

const written = [
  'parent_id',
  'revision',
  'name',
  'kind',
  'status',
  'start_ns',
  'end_ns',
  'model',
  'tokens',
  'hint',
  'usage',
  'cost',
  'convention',
  'normaliser_version',
  'resource_id',
  'text_hash',
  'call_place',
  'raw',
] as const;

const upsertSql = `INSERT INTO spans (trace_key, span_id, ${written.join(', ')})
  VALUES (?, ?, ${written.map(() => '?').join(', ')})
  ON CONFLICT (trace_key, span_id) DO UPDATE SET ${written.map((name) => `${name} = excluded.${name}`).join(', ')}`;
