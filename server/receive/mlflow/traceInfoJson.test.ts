import { expect, it } from 'vitest';
import type { TraceFacts } from '../../decode/rawSpan.ts';
import type { StoredTraceInfo } from '../../store/store.ts';
import { factsFromV2, factsFromV3, traceInfoToV2, traceInfoToV3 } from './traceInfoJson.ts';

const hex = '1280994b9139456a5e56167f70ca0b3d';

function stored(facts: Partial<TraceFacts>, more: Partial<StoredTraceInfo> = {}): StoredTraceInfo {
  return { facts: { traceId: hex, ...facts }, spanCount: 1, assessments: [], ...more };
}

function tagsOf(info: StoredTraceInfo): unknown {
  return traceInfoToV3(info).tags;
}

it.each([
  ['no span is in', 0, {}, false],
  ['a running trace has a span', 1, {}, true],
  ['fewer are in than announced', 2, { 'mlflow.trace.sizeStats': '{"num_spans": 3}' }, false],
  ['all are in', 3, { 'mlflow.trace.sizeStats': '{"num_spans": 3}' }, true],
  ['what is announced cannot be read', 1, { 'mlflow.trace.sizeStats': '{"num_sp' }, true],
] as const)('lets the SDK leave the upload out when %s: %d of %j', (_, spanCount, metadata, isIn) => {
  const tags = tagsOf(stored({ metadata }, { spanCount }));
  if (isIn) expect(tags).toHaveProperty(['mlflow.trace.spansLocation'], 'TRACKING_STORE');
  else expect(tags).not.toHaveProperty(['mlflow.trace.spansLocation']);
});

it('overrides what a client says about where a trace is', () => {
  const tags = {
    'mlflow.artifactLocation': 's3://elsewhere',
    'mlflow.trace.spansLocation': 'ARCHIVE_REPO',
    a: 'b',
  };
  const facts = factsFromV3({ trace_id: `tr-${hex}`, trace_metadata: {}, tags });
  expect(facts.tags).toEqual({ a: 'b' });
  expect(tagsOf(stored(facts, { spanCount: 0 }))).toEqual({
    a: 'b',
    'mlflow.artifactLocation': `mlflow-artifacts:/0/traces/tr-${hex}/artifacts`,
  });
});

it('gives a trace that no MLflow SDK made an id, a place and texts for its tags', () => {
  const info = traceInfoToV3(stored({ startNs: '1795229979766627007', tags: { bare: true, depth: 2 } }));
  expect(info).toMatchObject({
    trace_id: `tr-${hex}`,
    state: 'IN_PROGRESS',
    request_time: '2026-11-21T02:59:39.766Z',
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
    tags: { bare: 'true', depth: '2' },
  });
  expect(info).not.toHaveProperty('execution_duration');
});

it('takes the end of an MLflow 2 trace from when it ended', () => {
  const id = 'f'.repeat(32);
  const start = factsFromV2(id, { timestamp_ms: 1000, request_metadata: [], tags: [] }, 'start');
  const end = factsFromV2(id, { timestamp_ms: 1082, status: 'OK', request_metadata: [], tags: [] }, 'end');
  expect(start).toMatchObject({ traceId: id, requestId: id, state: 'running', startNs: '1000000000' });
  expect(traceInfoToV2(stored({ ...start, ...end }))).toMatchObject({
    request_id: id,
    timestamp_ms: 1000,
    execution_time_ms: 82,
    status: 'OK',
  });
});

it('lists assessments in the order in which they were made', () => {
  const made = (assessment_id: string, create_time: string) => ({ assessment_id, create_time });
  const assessments = [made('a-1', '2026-01-01T00:00:02Z'), made('a-2', '2026-01-01T00:00:01Z')];
  expect(traceInfoToV3(stored({}, { assessments })).assessments).toEqual([assessments[1], assessments[0]]);
});

it.each([
  { request_time: 'yesterday' },
  { request_time: '2026-11-21T02:59:39Z', execution_duration: '9999999999s' },
])('refuses times that are none: %j', (times) => {
  const info = { trace_id: `tr-${hex}`, trace_metadata: {}, tags: {}, ...times };
  expect(() => factsFromV3(info)).toThrow(/Invalid value for parameter/);
});
