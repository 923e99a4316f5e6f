import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from './openDatabase.ts';
import { SqliteStore } from './sqliteStore.ts';
import { openStore } from './testing/openStore.ts';
import { at, ingestInto, running, span, traceIdOf } from './testing/spans.ts';

let store: SqliteStore;
const b = traceIdOf('b');

beforeEach(() => {
  store = openStore(() => 1_790_000_000_000);
});
afterEach(() => store.close());

function namesOf(names: readonly string[], globs: readonly string[] = []): readonly string[] {
  return store.recentCalls({ names, globs }).map(({ name }) => name);
}

it('finds spans by name, by the name that MLflow has numbered, and by pattern; the newest first', () => {
  ingestInto(
    store,
    ['plan', 'plan_2', 'planner', 'ask why?', 'ask'].map((name, at) => span(`s${at}`, { name })),
  );
  expect(namesOf(['plan'])).toEqual(['plan_2', 'plan']);
  expect(namesOf([], ['ask *[?]'])).toEqual(['ask why?']);
  expect(namesOf([])).toEqual([]);
});

it('tells where a span was recorded, also when that is heard later, and which function ran', () => {
  ingestInto(store, [running('r', { name: 'plan', door: 'live' })]);
  const ask = () => store.recentCalls({ names: ['plan'], globs: [] });
  expect(ask()).toEqual([
    {
      traceId: traceIdOf('a'),
      spanId: 'r',
      revision: expect.any(Number),
      name: 'plan',
      kind: 'UNKNOWN',
      status: 'running',
      startNs: BigInt(at(0)),
      bytes: expect.any(Number),
    },
  ]);
  const location = { file: '/w/a.py', line: 3, function: 'plan', basis: 'recorded' } as const;
  const attributes = { 'mlflow.spanFunctionName': '"plan"' };
  ingestInto(store, [span('r', { name: 'plan', location, attributes })]);
  expect(ask()).toMatchObject([{ status: 'unset', endNs: BigInt(at(10)), location, functionName: 'plan' }]);
});

it('tells what a whole trace used at its root once it has ended, else what the span itself did', () => {
  const usage = { input: 2, output: 3, total: 5 };
  ingestInto(store, [span('r', { name: 'plan', traceId: b })]);
  ingestInto(store, [span('c', { name: 'llm', traceId: b, parentId: 'r' })], [], { usage });
  ingestInto(store, [span('d', { name: 'llm', traceId: b, parentId: 'r' })], [], { usage });
  const [root] = store.recentCalls({ names: ['plan'], globs: [] });
  expect(root?.usage).toMatchObject({ total: 10 });
  const [child] = store.recentCalls({ names: ['llm'], globs: [] });
  expect(child?.usage).toMatchObject({ total: 5 });
});

it('finds those among the newest that are wanted, by the line that called and by kind', () => {
  const callSite = { file: '/w/a.py', line: 9 };
  const tool = { kind: 'TOOL' };
  ingestInto(store, [running('1', { name: 'plan', callSite })]);
  ingestInto(store, [span('2', { name: 'tip', callSite: { file: '/w/b.py', line: 9 } })], [], tool);
  ingestInto(store, [span('3', { name: 'other' })]);
  const from = (file: string) => store.selectCalls((call) => call.callSite?.file === file);
  expect(from('/w/a.py')).toMatchObject([{ name: 'plan', callSite, status: 'running' }]);
  expect(store.selectCalls(({ kind }) => kind === 'TOOL')).toMatchObject([{ name: 'tip', kind: 'TOOL' }]);
  expect(from('/w/c.py')).toEqual([]);
  const [before] = from('/w/a.py');
  ingestInto(store, [span('1', { name: 'plan', callSite })]);
  const [after] = from('/w/a.py');
  expect(after?.status).toBe('unset');
  expect(after?.revision).toBeGreaterThan(before?.revision ?? Number.POSITIVE_INFINITY);
});

it('knows of which run a call was, and the newest run', () => {
  expect(store.newestRun()).toBeUndefined();
  const ofRun = (id: string) => ({ 'sidetrace.run.id': id, 'sidetrace.run.kind': 'terminal' });
  ingestInto(store, [span('1', { name: 'plan', resource: ofRun('one'), startNs: at(5), endNs: at(9) })]);
  ingestInto(store, [span('2', { name: 'plan', traceId: b })]);
  expect(store.recentCalls({ names: ['plan'], globs: [] })).toMatchObject([
    { spanId: '2' },
    { spanId: '1', runId: 'one' },
  ]);
  expect(store.newestRun()).toEqual({ traceId: traceIdOf('a'), runId: 'one' });
  ingestInto(store, [span('3', { traceId: traceIdOf('c'), startNs: at(6) })]);
  expect(store.newestRun()).toEqual({ traceId: traceIdOf('c') });
});

it('leaves out what was removed', () => {
  ingestInto(store, [span('r', { name: 'plan' })]);
  store.remove('all');
  expect(namesOf(['plan'])).toEqual([]);
  store.restore();
  expect(namesOf(['plan'])).toEqual(['plan']);
});

it('tells of the spans that failed, the newest first, with a revision that grows', () => {
  const failed = { status: { code: 'error' } } as const;
  ingestInto(store, [
    span('a', failed),
    span('b', { ...failed, parentId: 'a', name: 'inner' }),
    span('c'),
    running('d'),
  ]);
  const [inner, outer, ...more] = store.failedCalls();
  expect(more).toEqual([]);
  expect(inner).toMatchObject({ spanId: 'b', parentId: 'a', name: 'inner', traceId: traceIdOf('a') });
  expect(outer).toMatchObject({ spanId: 'a' });
  ingestInto(store, [span('a', { ...failed, attributes: { more: 1 } })]);
  expect(store.failedCalls().find(({ spanId }) => spanId === 'a')?.revision).toBeGreaterThan(
    outer?.revision ?? 0,
  );
  store.remove('all');
  expect(store.failedCalls()).toEqual([]);
});

it('reads no payload for the places, but those of rows that have none beside it', () => {
  const { database } = openDatabase(':memory:');
  const own = new SqliteStore(database, () => 1_790_000_000_000);
  const callSite = { file: '/w/a.py', line: 9 };
  const attributes = { 'mlflow.spanFunctionName': '"plan"' };
  const ask = () => [
    ...own.selectCalls((call) => call.callSite?.file === '/w/a.py'),
    ...own.recentCalls({ names: ['plan'], globs: [] }),
  ];
  const expected = [1, 2].map(() => expect.objectContaining({ callSite, functionName: 'plan' }));
  ingestInto(own, [span('1', { name: 'plan', callSite, attributes })]);
  database.exec('UPDATE spans SET revision = revision + 1, call_place = NULL');
  expect(ask()).toEqual(expected);
  ingestInto(own, [span('1', { name: 'plan', callSite, attributes })]);
  database.exec("UPDATE spans SET revision = revision + 1, raw = 'no JSON'");
  expect(ask()).toEqual(expected);
  own.close();
});
