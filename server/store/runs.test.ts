import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunInfo } from '../../protocol/model/trace.ts';
import { runAttributes } from '../decode/run.ts';
import type { SqliteStore } from './sqliteStore.ts';
import { openStore } from './testing/openStore.ts';
import { at, ingestInto, running, span, traceIdOf } from './testing/spans.ts';

const agent: RunInfo = { id: 'p1', kind: 'terminal', label: 'agent.py' };
const tests: RunInfo = { id: 'p2', kind: 'test', label: 'pytest' };
const [a, b, c, d] = [traceIdOf('a'), traceIdOf('b'), traceIdOf('c'), traceIdOf('d')];
let store: SqliteStore;

beforeEach(() => {
  store = openStore(() => 0);
  root(a, 0, agent);
  root(b, 10, agent, 'error');
  root(c, 20, tests);
  ingestInto(store, [span('r', { traceId: d, startNs: at(30), endNs: at(31) })]);
});
afterEach(() => store.close());

function root(traceId: string, ms: number, run: RunInfo, code: 'ok' | 'error' = 'ok'): void {
  const resource = runAttributes(run, run === tests ? { test: 'test_a.py::test_b' } : {});
  ingestInto(store, [
    span('r', {
      traceId,
      startNs: at(ms),
      endNs: at(ms + 5),
      status: { code },
      resource,
      name: `trace ${ms}`,
    }),
  ]);
}

const listed = (text?: string) => store.listTraces({ limit: 10, ...(text === undefined ? {} : { text }) });
const ids = (text?: string) => listed(text).traces.map(({ traceId }) => traceId);

it('knows after a restart how a run ended, and of none that it still runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrace-runs-'));
  const file = join(folder, 'runs.db');
  const first = openStore(() => 0, file);
  for (const { id, kind, label } of [agent, tests]) {
    ingestInto(first, [span('r', { traceId: traceIdOf(id), resource: runAttributes({ id, kind, label }) })]);
    first.noteRun({ kind: 'started', run: { id, kind, label } });
  }
  first.noteRun({ kind: 'ended', runId: 'p1', how: 'vanished' });
  first.close();
  const second = openStore(() => 0, file);
  const [ended, lost] = ['p1', 'p2'].flatMap((id) => second.runs([id]));
  expect(ended).toMatchObject({ end: { how: 'vanished' } });
  expect(lost).not.toHaveProperty('alive');
  expect(lost).not.toHaveProperty('end');
  second.close();
  rmSync(folder, { recursive: true });
});

describe('the list', () => {
  it('says of each trace to which run it belongs, and of each run what is in it', () => {
    const { traces, runs, pinned } = listed();
    expect(traces.map(({ traceId, runId, test }) => [traceId, runId, test])).toEqual([
      [d, undefined, undefined],
      [c, 'p2', 'test_a.py::test_b'],
      [b, 'p1', undefined],
      [a, 'p1', undefined],
    ]);
    expect(pinned).toBeUndefined();
    expect(runs.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toEqual([
      { ...agent, traceCount: 2, failedCount: 1, runningCount: 0, startNs: at(0), endNs: at(15) },
      { ...tests, traceCount: 1, failedCount: 0, runningCount: 0, startNs: at(20), endNs: at(25) },
    ]);
    expect(store.trace(b)?.run).toEqual(agent);
    expect(store.trace(c)).toMatchObject({ run: tests, test: 'test_a.py::test_b' });
  });

  it('finds traces by their run and their test', () => {
    expect(ids('AGENT.py')).toEqual([b, a]);
    expect(ids('test_b')).toEqual([c]);
  });

  it('has what is pinned beside the first page, however old it is', () => {
    store.pinTrace(d, true);
    store.pinRun('p1', true);
    const first = store.listTraces({ limit: 1 });
    expect(first.traces).toMatchObject([{ traceId: d, pinned: true }]);
    expect(first.pinned?.map(({ traceId }) => traceId)).toEqual([d, b, a]);
    expect(first.runs).toMatchObject([{ id: 'p1', pinned: true }]);
    expect(store.listTraces({ limit: 1, cursor: first.nextCursor ?? '' }).pinned).toBeUndefined();
    expect(store.trace(d)?.pinned).toBe(true);
    store.pinTrace(d, false);
    store.pinRun('p1', false);
    expect(listed().pinned).toBeUndefined();
  });
});

it('a trace moves to its run when that is told later, and keeps it when another door does not tell it', () => {
  ingestInto(store, [running('r', { traceId: d, door: 'live', resource: runAttributes(agent) })]);
  expect(store.trace(d)?.run).toEqual(agent);
  ingestInto(store, [span('r', { traceId: a, resource: { 'service.name': 'x' } })]);
  expect(store.trace(a)?.run).toEqual(agent);
  expect(store.runs(['p1'])).toMatchObject([{ traceCount: 3 }]);
});

it('a run has the user’s name until that is taken away', () => {
  expect(store.renameRun('p1', '  Tuesday ').changed).toEqual([b]);
  expect(store.runs(['p1'])).toMatchObject([{ label: 'Tuesday', labelGiven: 'agent.py' }]);
  expect([store.trace(a)?.run?.label, ids('tuesday')]).toEqual(['Tuesday', [b, a]]);
  store.renameRun('p1', ' ');
  expect(store.runs(['p1'])[0]).toMatchObject({ label: 'agent.py' });
  expect(store.runs(['p1'])[0]).not.toHaveProperty('labelGiven');
});

it('clearing all leaves what is pinned', () => {
  store.pinTrace(d, true);
  store.pinRun('p1', true);
  expect(store.remove('all').removed).toEqual([c]);
  expect([ids(), store.traceCount()]).toEqual([[d, b, a], 3]);
  expect(store.runs(['p2'])).toEqual([]);
  expect(store.restore().changed).toEqual([c]);
});

it('deletes a run, pinned or not, and brings back that one alone', () => {
  store.pinRun('p1', true);
  store.remove([c]);
  expect(store.remove({ runId: 'p1' }).removed.toSorted()).toEqual([a, b]);
  expect(ids()).toEqual([d]);
  expect(store.restore('p1').changed.toSorted()).toEqual([a, b]);
  expect(store.runs(['p1'])).toMatchObject([{ pinned: true, traceCount: 2 }]);
  expect([ids(), store.traceCount()]).toEqual([[d, b, a], 3]);
});

it('what is pinned and how runs are called is kept; runs without traces are not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrace-runs-'));
  const file = join(folder, 'store.db');
  const kept = store;
  try {
    store = openStore(() => 0, file);
    root(a, 0, agent);
    root(c, 20, tests);
    store.renameRun('p1', 'Tuesday');
    store.renameRun('p2', 'gone');
    store.pinTrace(a, true);
    store.remove('all');
    store.close();
    store = openStore(() => 0, file);
    expect(listed()).toMatchObject({ traces: [{ traceId: a, pinned: true }], runs: [{ label: 'Tuesday' }] });
    root(c, 40, tests);
    expect(store.runs(['p2'])).toMatchObject([{ label: 'pytest' }]);
    store.close();
  } finally {
    store = kept;
    rmSync(folder, { recursive: true });
  }
});
