import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TraceFacts } from '../decode/rawSpan.ts';
import type { SqliteStore } from './sqliteStore.ts';
import { openStore } from './testing/openStore.ts';
import { at, ingestInto, span, traceIdOf } from './testing/spans.ts';

let store: SqliteStore;
const nowMs = 1_790_000_000_000;
const a = traceIdOf('a');
const b = traceIdOf('b');

beforeEach(() => {
  store = openStore(() => nowMs);
});

afterEach(() => store.close());

describe('an MLflow 2 trace that starts under its request id', () => {
  const requestId = 'c0ffee'.padEnd(32, '1');
  const announced: TraceFacts = {
    traceId: requestId,
    requestId,
    experimentId: '7',
    name: 'predict',
    state: 'running',
    startNs: at(0),
    tags: { 'mlflow.user': 'me', gone: 'x' },
  };

  it('shows as running, and gets its OTel id when spans tell it', () => {
    ingestInto(store, [], [announced]);
    expect(store.traceRow(requestId)).toMatchObject({ name: 'predict', status: 'running', spanCount: 0 });
    store.putAssessment(requestId, { assessment_id: 'as-1', name: 'good' });
    const changes = ingestInto(store, [span('r', { name: 'root', requestId, door: 'mlflow' })]);
    expect(changes).toEqual({ changed: [a], removed: [requestId] });
    expect(store.traceCount()).toBe(1);
    expect(store.trace(a)).toMatchObject({
      requestId,
      name: 'root',
      tags: { 'mlflow.user': 'me' },
      assessments: [{ assessment_id: 'as-1', name: 'good' }],
    });
    for (const id of [requestId, a, `tr-${a}`, a.toUpperCase()]) expect(store.resolveTraceId(id)).toBe(a);
  });

  it('is aborted once its program has been silent for long, and what it says later counts', () => {
    ingestInto(store, [], [announced]);
    const quietSinceMs = nowMs + 60_000;
    expect(store.settleQuiet({ quietSinceMs, silentSinceMs: nowMs }).changed).toEqual([]);
    expect(store.settleQuiet({ quietSinceMs, silentSinceMs: nowMs + 1 }).changed).toEqual([requestId]);
    expect(store.traceRow(requestId)?.status).toBe('aborted');
    expect(store.traceInfo(requestId)?.facts.state).toBe('running');
    expect(store.settleQuiet({ quietSinceMs, silentSinceMs: nowMs + 1 }).changed).toEqual([]);
    ingestInto(store, [span('r', { requestId })], [{ traceId: requestId, requestId, state: 'ok' }]);
    expect(store.traceRow(a)).toMatchObject({ status: 'ok', spanCount: 1 });
  });

  it('is one trace also when two claim its id in one batch', () => {
    ingestInto(store, [], [announced]);
    const claims = [span('r', { requestId }), span('s', { traceId: b, requestId })];
    const changes = ingestInto(store, claims, [{ traceId: requestId, requestId, tags: { late: '1' } }]);
    expect(changes).toEqual({ changed: [a, b], removed: [requestId] });
    expect(store.traceCount()).toBe(2);
    expect([store.traceRow(a)?.spanCount, store.traceRow(b)?.spanCount]).toEqual([1, 1]);
    expect(store.trace(a)?.tags).toMatchObject({ late: '1' });
  });

  it('joins a trace that another door brought before', () => {
    ingestInto(store, [], [announced]);
    ingestInto(store, [span('c', { parentId: 'r' })]);
    expect(store.traceCount()).toBe(2);
    const changes = ingestInto(store, [span('r', { requestId, door: 'mlflow' })]);
    expect(changes).toEqual({ changed: [a], removed: [requestId] });
    expect(store.traceCount()).toBe(1);
    expect(store.resolveTraceId(requestId)).toBe(a);
    expect(store.traceInfo(a)?.facts).toMatchObject({ experimentId: '7', tags: { gone: 'x' }, state: 'ok' });
  });

  it('goes on being found by the request id: tags set and removed later', () => {
    ingestInto(store, [], [announced]);
    ingestInto(store, [span('r', { requestId })]);
    ingestInto(
      store,
      [],
      [{ traceId: requestId, requestId, tags: { gone: null, more: '1' }, state: 'ok', endNs: at(10) }],
    );
    expect(store.traceCount()).toBe(1);
    expect(store.trace(a)?.tags).toEqual({ 'mlflow.user': 'me', more: '1' });
  });

  it('is one trace also when all comes in one batch', () => {
    expect(ingestInto(store, [span('r', { requestId })], [announced])).toEqual({ changed: [a], removed: [] });
    expect(store.traceRow(a)).toMatchObject({ requestId, status: 'ok' });
  });

  it('is listed by experiment, newest first', () => {
    ingestInto(store, [span('r', { startNs: at(50) })], [{ traceId: a, experimentId: '7' }]);
    ingestInto(store, [], [announced]);
    ingestInto(store, [span('r', { traceId: b })]);
    const { found } = store.searchTraces({
      experimentIds: ['7'],
      conditions: [],
      order: [],
      limit: 10,
      contentOf: () => '',
    });
    const infos = found.map(({ info }) => info);
    expect(infos.map((info) => info.facts.traceId)).toEqual([a, requestId]);
    expect(infos[0]).toMatchObject({ spanCount: 1, facts: { name: 'span r', state: 'ok', startNs: at(50) } });
  });
});
