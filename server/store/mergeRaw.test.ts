import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RawSpan } from '../decode/rawSpan.ts';
import { mergeRaw } from './mergeRaw.ts';
import { at, running, span } from './testing/spans.ts';

it('keeps what one door knew and another does not', () => {
  const live = running('s', {
    door: 'live',
    attributes: { a: 'live', seen: true },
    thread: { id: 1, name: 'worker' },
    location: { file: '/app.py', line: 3, basis: 'recorded' },
  });
  const otlp = span('s', { attributes: { a: 'otlp', b: 2 }, status: { code: 'ok' }, requestId: 'tr-1' });
  const merged = mergeRaw(live, otlp);
  expect(merged).toMatchObject({
    attributes: { a: 'otlp', b: 2, seen: true },
    thread: { id: 1, name: 'worker' },
    location: { file: '/app.py', line: 3 },
    status: { code: 'ok' },
    requestId: 'tr-1',
    endNs: at(10),
    door: 'otlp',
  });
  expect(mergeRaw(otlp, live)).toEqual(merged);
});

it('takes any value before null, which OTLP writes for an empty list', () => {
  const otlp = span('s', { attributes: { list: null, map: null } });
  const artifact = span('s', { door: 'mlflow', attributes: { list: [], map: null } });
  expect(mergeRaw(otlp, artifact).attributes).toEqual({ list: [], map: null });
  expect(mergeRaw(artifact, otlp).attributes).toEqual({ list: [], map: null });
});

it('MLflow 3.4 and 3.5 write null for what is empty within a value, too: the artifact knows better', () => {
  const value = (empty: boolean) => ({
    messages: [{ tools: empty ? null : [], meta: empty ? null : {}, name: null }],
    none: null,
  });
  const otlp = span('s', { attributes: { inputs: value(true) } });
  const artifact = span('s', { door: 'mlflow', attributes: { inputs: value(false) } });
  expect(mergeRaw(otlp, artifact).attributes).toEqual({ inputs: value(false) });
  expect(mergeRaw(artifact, otlp).attributes).toEqual({ inputs: value(false) });
  const other = span('s', { door: 'mlflow', attributes: { inputs: { messages: ['full'], none: 'full' } } });
  expect(mergeRaw(otlp, other).attributes).toEqual({ inputs: value(true) });
});

it('a final span never runs again, and never loses its status', () => {
  const final = span('s', { status: { code: 'error', message: 'no' } });
  const late = running('s', { door: 'live', attributes: { late: 1 } });
  expect(mergeRaw(final, late)).toMatchObject({
    endNs: at(10),
    status: { code: 'error', message: 'no' },
    attributes: { late: 1 },
  });
});

it('a span whose process ended is aborted until its own end is known', () => {
  const verdict = { aborted: true, abortedBy: 'vanished' as const };
  const aborted = running('s', { door: 'live', ...verdict });
  expect(mergeRaw(running('s', { door: 'live' }), aborted)).toMatchObject(verdict);
  const ended = mergeRaw(aborted, span('s'));
  expect([ended.aborted, ended.abortedBy]).toEqual([undefined, undefined]);
  expect(ended.endNs).toBe(at(10));
  expect(mergeRaw(span('s'), { ...aborted, endNs: at(99) }).endNs).toBe(at(10));
});

it('of two updates of a running span the later to arrive wins', () => {
  const first = running('s', { door: 'live', attributes: { progress: 1, once: true } });
  const second = running('s', { door: 'live', attributes: { progress: 2 } });
  expect(mergeRaw(first, second).attributes).toEqual({ progress: 2, once: true });
});

it('joins events by name and time, in order of time, and keeps equal ones of one record', () => {
  const event = (name: string, ms: number, n = 0) => ({ name, timeNs: at(ms), attributes: { n } });
  const live = running('s', { door: 'live', events: [event('chunk', 1), event('note', 3)] });
  const otlp = span('s', { events: [event('chunk', 1, 1), event('chunk', 1, 2), event('done', 9)] });
  expect(mergeRaw(live, otlp).events.map((e) => [e.name, e.attributes.n])).toEqual([
    ['chunk', 1],
    ['chunk', 2],
    ['note', 0],
    ['done', 0],
  ]);
});

it('a value keeps what is known of its numbers, and takes over nothing of the other record’s', () => {
  const otlp = span('s', { attributes: { a: 1, b: 1, c: null }, numbers: { a: 1 } });
  const artifact = span('s', {
    door: 'mlflow',
    attributes: { a: 1, b: 1, c: 1, d: [1] },
    numbers: { b: 1, c: 1, d: { 0: 1 } },
  });
  const merged = mergeRaw(otlp, artifact);
  expect(merged).toMatchObject({ attributes: { a: 1, b: 1, c: 1, d: [1] } });
  expect(merged.numbers).toEqual({ a: 1, c: 1, d: { 0: 1 } });
  expect(mergeRaw(artifact, otlp)).toEqual(merged);
  expect(mergeRaw(running('s', { attributes: { a: 2 } }), span('s')).numbers).toBeUndefined();
});

const value = fc.oneof(fc.string({ maxLength: 3 }), fc.integer(), fc.boolean());
const object = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value);
const event = fc.record({
  name: fc.constantFrom('x', 'y'),
  timeNs: fc.constantFrom(at(1), at(2), at(3)),
  attributes: object,
});
const link = fc.record({ traceId: fc.constant('t'), spanId: fc.constantFrom('1', '2'), attributes: object });

/** One record of a span, as the door and its stage may bring it; what is one span's own is the same in all. */
function record(door: RawSpan['door'], final: boolean): fc.Arbitrary<RawSpan> {
  const content = fc.record(
    {
      name: fc.string({ maxLength: 3 }),
      startNs: fc.constantFrom(at(0), at(1)),
      status: fc.record({
        code: fc.constantFrom('unset', 'ok', 'error'),
        message: fc.string({ maxLength: 2 }),
      }),
      attributes: object,
      numbers: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constant(1 as const)),
      resource: object,
      events: fc.array(event, { maxLength: 3 }),
      links: fc.array(link, { maxLength: 2 }),
      scope: fc.record({ name: fc.constantFrom('p', 'q') }),
      parentId: fc.constant('parent'),
      requestId: fc.constant('tr-1'),
      droppedAttributes: fc.nat(3),
    },
    { requiredKeys: ['name', 'startNs', 'status', 'attributes', 'resource', 'events', 'links', 'scope'] },
  );
  const live = fc.record(
    {
      thread: fc.record({ id: fc.nat(3) }),
      location: fc.record({
        file: fc.constant('/f'),
        line: fc.nat(9),
        basis: fc.constant('recorded' as const),
      }),
    },
    { requiredKeys: [] },
  );
  const base = running('s', { door });
  return fc
    .tuple(content, live, fc.constantFrom(at(10), at(11)), fc.boolean())
    .map(([common, place, endNs, aborted]) => ({
      ...base,
      ...common,
      ...(door === 'live' ? place : {}),
      ...(final ? { endNs } : {}),
      ...(door === 'live' && !final && aborted ? { aborted: true } : {}),
    }));
}

/** At most one record for each door and stage: what the order of arrival must not decide. */
const records = fc
  .tuple(
    ...(['otlp', 'mlflow', 'live'] as const).flatMap((door) => [
      fc.option(record(door, false), { nil: undefined }),
      fc.option(record(door, true), { nil: undefined }),
    ]),
  )
  .map((all) => all.filter((one) => one !== undefined))
  .filter((all) => all.length > 0);

function mergeAll(all: readonly RawSpan[]): RawSpan {
  return all.reduce(mergeRaw);
}

it('gives the same span for every order of arrival', () => {
  fc.assert(
    fc.property(
      records.chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
        ),
      ),
      ([inOrder, shuffled]) => {
        if (inOrder.length > 1) expect(mergeAll(shuffled)).toEqual(mergeAll(inOrder));
      },
    ),
    { numRuns: 2000 },
  );
});

it('gives the same span when a record comes twice', () => {
  fc.assert(
    fc.property(records, fc.nat(), (all, pick) => {
      const merged = mergeAll(all.length > 1 ? all : [...all, ...all]);
      const again = all[pick % all.length]!;
      expect(mergeRaw(merged, again)).toEqual(merged);
    }),
    { numRuns: 2000 },
  );
});

it('never takes away a key, an end or a known status', () => {
  fc.assert(
    fc.property(records, (all) => {
      const merged = mergeAll(all);
      for (const one of all) {
        expect(Object.keys(merged.attributes)).toEqual(expect.arrayContaining(Object.keys(one.attributes)));
        if (one.endNs !== undefined) expect(merged.endNs).toBeDefined();
        if (one.status.code !== 'unset') expect(merged.status.code).not.toBe('unset');
        if (one.thread !== undefined) expect(merged.thread).toBeDefined();
      }
    }),
    { numRuns: 1000 },
  );
});

it('takes attributes named like members of Object.prototype as data', () => {
  const attributes = JSON.parse('{"constructor":"a","toString":1,"__proto__":"b"}') as RawSpan['attributes'];
  const merged = mergeRaw(span('a', { door: 'mlflow', attributes }), span('a'));
  expect(JSON.stringify(merged.attributes)).toBe('{"constructor":"a","toString":1,"__proto__":"b"}');
});

it('keeps the OTel kind and the trace state that one door knew', () => {
  const merged = mergeRaw(
    span('a', { otelKind: 'client', traceState: 'v=1' }),
    span('a', { door: 'mlflow' }),
  );
  expect(merged).toMatchObject({ otelKind: 'client', traceState: 'v=1' });
});
