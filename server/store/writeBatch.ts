import { nanosFromMillis } from '../../protocol/base/time.ts';
import type { SpanId } from '../../protocol/model/span.ts';
import type { RawSpan, TraceFacts } from '../decode/rawSpan.ts';
import { runOfResource, testOfResource } from '../decode/run.ts';
import type { NormalisedSpan } from '../normalise/facts.ts';
import type { Database } from './driver.ts';
import { groupBy } from './groupBy.ts';
import { linkedWith } from './groups/links.ts';
import { mergeFacts, withoutRemoved } from './mergeFacts.ts';
import { rootHead } from './readSpans.ts';
import type { Resources } from './resources.ts';
import type { RunWriter } from './runs.ts';
import { spanStatus } from './spanStatus.ts';
import type { Changes } from './store.ts';
import { TraceBatch } from './traceBatch.ts';
import type { TraceRecord } from './traceRecords.ts';
import { addSpan, isSent, type TraceSummary } from './traceSummary.ts';
import { spansBefore, writeSpan } from './writeSpans.ts';

export interface WriteContext {
  readonly database: Database;
  readonly resources: Resources;
  readonly runs: RunWriter;
  readonly nowMs: number;
}

/** What a batch did: the ids for the bus, and by how much the number of visible traces grew. */
export interface BatchResult extends Changes {
  readonly added: number;
}

/** To be called inside a transaction. Costs the same for a trace of ten spans and for one of a million. */
export function writeBatch(
  context: WriteContext,
  spans: readonly NormalisedSpan[],
  traces: readonly TraceFacts[],
): BatchResult {
  const batch = new TraceBatch(context.database);
  const groups = groupBy(spans, (span) => span.raw.traceId);
  for (const group of groups.values()) writeGroup(context, batch, group);
  for (const facts of traces) addFacts(context, batch, facts);
  const moved = batch.save(context.nowMs);
  const visible = [...batch.records].filter((record) => !record.hidden);
  const added = visible.filter((record) => !record.stored).length;
  const changed = new Set(visible.map((record) => record.traceId));
  if (moved.length > 0) for (const id of linkedWith(context.database, moved)) changed.add(id);
  return { changed: [...changed], removed: batch.removed, added };
}

type Group = readonly [NormalisedSpan, ...NormalisedSpan[]];

function writeGroup(context: WriteContext, batch: TraceBatch, group: Group): void {
  const requestId = group.find((span) => span.raw.requestId !== undefined)?.raw.requestId;
  const record = batch.open(group[0].raw.traceId, requestId);
  const ids = group.map((span) => span.raw.spanId);
  const before = new Map(record.stored ? spansBefore(context.database, record.key, ids) : []);
  let { summary, revision, resourceId } = record;
  let origin: RawSpan | undefined;
  const adopted = new Set<SpanId>();
  for (const span of group) {
    const { raw } = span;
    const known = before.get(raw.spanId);
    if (known?.isRoot && raw.parentId !== undefined) adopted.add(raw.spanId);
    summary = addSpan(summary, span, known);
    before.set(raw.spanId, {
      status: spanStatus(raw),
      isRoot: raw.parentId === undefined,
      isSent: isSent(raw),
    });
    revision += 1;
    writeSpan(context.database, context.resources, span, { traceKey: record.key, revision });
    if (resourceId === null || raw.parentId === undefined) {
      resourceId = context.resources.idOf(raw);
      origin = raw;
    }
  }
  if (summary.root !== undefined && adopted.has(summary.root.spanId)) {
    summary = withRoot(summary, rootHead(context.database, record.key));
  }
  const facts = { ...record.facts };
  if (requestId !== undefined && facts.requestId === undefined) Object.assign(facts, { requestId });
  batch.update({ ...record, summary, revision, resourceId, facts, ...startOf(context, record, origin) });
}

/** What is known stays: the root may come again by a door that does not tell it. */
function startOf(
  { runs }: WriteContext,
  { runId, test }: TraceRecord,
  origin: RawSpan | undefined,
): Pick<TraceRecord, 'runId' | 'test'> {
  if (origin === undefined) return { runId, test };
  const run = runOfResource(origin.resource);
  if (run !== undefined) runs.note(run);
  return { runId: run?.id ?? runId, test: testOfResource(origin.resource) ?? test };
}

/** A span that was taken for the root turned out to have a parent. */
function withRoot(summary: TraceSummary, root: TraceSummary['root']): TraceSummary {
  const { root: _, ...rest } = summary;
  return root === undefined ? rest : { ...rest, root };
}

function addFacts(context: WriteContext, batch: TraceBatch, said: TraceFacts): void {
  const record = batch.open(said.traceId, said.requestId);
  const merged = mergeFacts(record.facts, said);
  const isTimeless = record.summary.startNs === undefined && merged.startNs === undefined;
  const facts = isTimeless ? { ...merged, startNs: nanosFromMillis(context.nowMs) } : merged;
  const tags = withoutRemoved(record.summary.tags, said.tags);
  const summary = { ...record.summary, tags, told: true };
  batch.update({ ...record, facts, summary, revision: record.revision + 1 } satisfies TraceRecord);
}
