import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SpawnPlace } from '../../protocol/model/span.ts';
import { processIdKey } from '../decode/liveHello.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { TraceStore } from './store.ts';
import { openStore } from './testing/openStore.ts';
import { at, ingestInto, span, traceIdOf } from './testing/spans.ts';

const resource = { [processIdKey]: 'p' };
const line: SpawnPlace = { file: '/app.py', line: 5, function: 'agent', functionLine: 3 };

let store: TraceStore;
beforeEach(() => {
  store = openStore(() => 0);
});
afterEach(() => store.close());

/** A root that starts so many milliseconds after the first; ids begin with its letter. */
function root(id: string, millis: number, over: Partial<RawSpan> = {}): RawSpan {
  const times = { startNs: at(millis), endNs: at(millis + 10) };
  return span(id, { traceId: traceIdOf(id), name: 'agent', resource, ...times, ...over });
}

/** One that began in a thread, to which a line inside the span `from` had given work. */
function spawned(id: string, millis: number, from: string, over: Partial<RawSpan> = {}): RawSpan {
  const spawnedFrom = { traceId: traceIdOf(from), spanId: from, by: 'submit', at: line };
  return root(id, millis, { name: 'work', spawnedFrom, ...over });
}

function split(calls: number, over: object = {}): object {
  return { at: line, by: 'submit', calls, ...over };
}

it('counts what began at a line when it last ran', () => {
  ingestInto(store, [root('a', 0), spawned('1', 1, 'a'), spawned('2', 2, 'a')]);
  expect(store.splits()).toEqual([split(2)]);
  ingestInto(store, [root('b', 100), spawned('3', 101, 'b')]);
  expect(store.splits()).toEqual([split(1)]);
});

it('tells lines and ways apart, and knows the SDK', () => {
  const sdk = { 'telemetry.sdk.name': 'mlflow', 'telemetry.sdk.version': '3.17.2' };
  const from = { traceId: traceIdOf('a'), spanId: 'a' };
  ingestInto(store, [
    root('a', 0),
    spawned('1', 1, 'a', { resource: { ...resource, ...sdk } }),
    spawned('2', 2, 'a', { spawnedFrom: { ...from, by: 'map', at: line } }),
    spawned('3', 3, 'a', { spawnedFrom: { ...from, by: 'submit', at: { ...line, line: 6 } } }),
    spawned('4', 4, 'a', { spawnedFrom: from }),
  ]);
  expect(store.splits()).toEqual([
    split(1, { at: { ...line, line: 6 } }),
    split(1, { by: 'map' }),
    split(1, { sdk: { name: 'mlflow', version: '3.17.2' } }),
  ]);
});

type Later = Omit<Partial<RawSpan>, 'endNs'> & { readonly endNs?: undefined };

it.each<[string, Later, boolean]>([
  ['the same trace that has ended', {}, true],
  ['one that failed', { status: { code: 'error' } }, true],
  ['one that runs', { endNs: undefined }, false],
  ['one that was cut off', { aborted: true }, false],
  ['one of another name', { name: 'other' }, false],
  ['one of a program that tells nothing of its threads', { resource: {} }, false],
])('a later run without threads counts as %s: %s', (_, over, counts) => {
  ingestInto(store, [root('a', 0), spawned('1', 1, 'a')]);
  const { endNs, ...later } = { ...root('b', 100), ...over };
  ingestInto(store, [{ ...later, ...(endNs !== undefined && { endNs }) }]);
  expect(store.splits()).toHaveLength(counts ? 0 : 1);
});

it('takes the outermost trace for the run: threads may start threads', () => {
  const inner = { traceId: traceIdOf('1'), spanId: '1', by: 'submit', at: { ...line, line: 9 } };
  ingestInto(store, [root('a', 0), spawned('1', 1, 'a'), spawned('2', 2, 'a', { spawnedFrom: inner })]);
  expect(store.splits()).toHaveLength(2);
  ingestInto(store, [root('b', 100), spawned('3', 101, 'b')]);
  expect(store.splits()).toEqual([split(1)]);
});

it('does not know what was deleted', () => {
  ingestInto(store, [root('a', 0), spawned('1', 1, 'a')]);
  store.remove([traceIdOf('1')]);
  expect(store.splits()).toEqual([]);
});
