import { expect } from 'vitest';
import type { JsonValue } from '../../protocol/base/json.ts';
import { type Call, call, called } from './harness/calls.ts';
import { isSince, type MlflowVersion } from './harness/mlflowVersions.ts';

/** Where a function's own value is not what MLflow records of it. */
const anyText = expect.any(String) as unknown as JsonValue;

/** The traces of `programs/fluent_calls.py`, in the order in which they start. */
export function fluentCalls(version: MlflowVersion): readonly Call[] {
  const leaf = (x: number) => called('leaf', { x }, x * 2, { kind: 'TOOL' });
  const middle = called('middle', { x: 3 }, 12, { kind: 'RETRIEVER', children: [leaf(3), leaf(3)] });
  const inPool = (x: number) => called('in_pool', { x }, x, { kind: 'TASK' });
  const broken = (what: string) =>
    called('breaks', { what }, null, {
      status: 'error',
      events: ['exception'],
      exceptions: [`ValueError: no ${what}`],
    });
  return [
    called('bare', { x: 1, y: 2 }, 3),
    called(
      'Named',
      { question: 'why' },
      { answer: 'WHY' },
      { kind: 'CHAIN', attributes: { text: 'a', number: 1, half: 0.5, yes: true, list: [1, 'b'] } },
    ),
    called('own_type', {}, 'kept', { kind: 'my own type' }),
    called('nested', { x: 3 }, 12, { kind: 'AGENT', children: [middle] }),
    called('method', { text: 'self is left out' }, 'self is left out'),
    ...asynchronous(version),
    ...generators(version, leaf),
    call('block', {
      kind: 'LLM',
      inputs: { prompt: 'hello' },
      outputs: { text: 'hello to you' },
      attributes: { early: 1, late: [1, 2], model: 'tiny', one: '1' },
      events: ['noted'],
      children: [call('inner block', { outputs: 'done' }), call('span')],
    }),
    call('marked as failed', { status: 'error' }),
    called('pow', { x: 2, y: 3 }, 8),
    broken('outer'),
    called('catches', {}, 'caught', { children: [broken('inner')] }),
    called('tells', {}, 'told'),
    called('tells_session', {}, null),
    called('pool_apart', {}, [1, 2]),
    inPool(1),
    inPool(2),
    called('pool_together', {}, [1, 2], { children: [inPool(1), inPool(2)] }),
  ];
}

/** MLflow 2.14 traces the making of a coroutine, not its run. */
function asynchronous(version: MlflowVersion): readonly Call[] {
  if (!isSince(version, [2, 16])) {
    const made = (name: string, kind: string) => called(name, { x: 2 }, anyText, { kind });
    return [made('async_outer', 'UNKNOWN'), made('async_leaf', 'TOOL'), made('async_leaf', 'TOOL')];
  }
  const leaf = called('async_leaf', { x: 2 }, 2, { kind: 'TOOL' });
  return [called('async_outer', { x: 2 }, 4, { children: [leaf, leaf] })];
}

/** Traced from 2.20 on; before, the making of the generator is. */
function generators(version: MlflowVersion, leaf: (x: number) => Call): readonly Call[] {
  if (!isSince(version, [2, 20])) {
    const made = (name: string) => called(name, { count: 2 }, anyText);
    return [made('stream'), leaf(0), leaf(1), made('async_stream')];
  }
  const events = ['mlflow.chunk.item.0', 'mlflow.chunk.item.1'];
  return [
    called('stream', { count: 2 }, [0, 1], { events, children: [leaf(0), leaf(1)] }),
    called('async_stream', { count: 2 }, ['piece 0', 'piece 1'], { events }),
  ];
}

/** How each value of `programs/odd_values.py` is shown, by the name of its trace. */
const shownValues: Readonly<Record<string, JsonValue>> = {
  japanese: '今日は暑いですね 🍣 𠮷',
  nothing: null,
  'not a number': 'NaN',
  infinite: 'Infinity',
  // Beyond what a double holds: as text, to the digit.
  'large integer': '1152921504606846976',
  'huge integer': '1208925819614629174706176',
  deep: Array.from({ length: 40 }).reduce<JsonValue>((value) => ({ in: value }), 'bottom'),
  bytes: "b'\\x00\\xffab'",
  opaque: '<Opaque>',
  date: '2026-11-21 12:30:00',
  set: '{1}',
  tuple: [1, 'a'],
  'int keys': { 1: 'one', null: 'none' },
  empty: {},
  'empty list': [],
  'empty text': '',
  control: 'a\u0000b\u2028c',
  html: '<script>alert(1)</script>',
  'json text': '{"a": 1}',
  'number text': '5',
  megabyte: 'あ'.repeat(350_000),
};

/** The traces of `programs/odd_values.py`. */
export function oddValues(): readonly Call[] {
  const work = (number: number) => called('work', { number }, number);
  return [
    ...Object.entries(shownValues).map(([name, value]) => called(name, { given: value }, value)),
    call('odd event', { events: ['scored'] }),
    called('duplicates', {}, null, { children: [0, 1, 2].map(work) }),
    ...Array.from({ length: 60 }, (_, number) =>
      called('many', { number }, null, { children: [work(number)] }),
    ),
  ];
}

/** The traces of `programs/client_calls.py` that end. */
export function clientCalls(version: MlflowVersion): readonly Call[] {
  const documents = [{ page_content: 'A', metadata: { doc_uri: 'a.md' } }];
  const rank = call('rank', {
    kind: 'RERANKER',
    status: 'error',
    inputs: { n: 2 },
    attributes: { reason: 'late' },
  });
  const lookUp = called('look up', { query: 'Q' }, documents, { kind: 'RETRIEVER', children: [rank] });
  const thread = (number: number) =>
    call(`thread ${number}`, {
      inputs: { thread: `thread ${number}` },
      children: [call(`below thread ${number}`)],
    });
  // Up to 3.11 the trace goes out with its root, and what ends afterwards is told to nobody.
  const late = isSince(version, [3, 12]) ? 'ok' : 'aborted';
  return [
    called(
      'by hand',
      { question: 'Q' },
      { answer: 'A' },
      {
        kind: 'CHAIN',
        attributes: { a: '1' },
        children: [lookUp],
      },
    ),
    call('threads', { children: [0, 1, 2, 3].map(thread) }),
    call('crossed 1', { status: 'error', children: [call('inner 1')] }),
    call('crossed 2'),
    call('parent ends first', { children: [call('outlives', { status: late })] }),
  ];
}
