import { expect, it } from 'vitest';
import type { RawSpan } from '../decode/rawSpan.ts';
import { spanStatus } from './spanStatus.ts';
import { addStop, verdictOf } from './stops.ts';
import { at, plain, running, span } from './testing/spans.ts';

const place = (line: number) => ({ file: '/work/app.py', line });
const stand = (line: number) => ({ standsAt: { ...place(line), function: 'f', timeNs: at(4000) } });
const standing = (spanId: string, line: number, over: Partial<RawSpan> = {}) =>
  running(spanId, { ...stand(line), ...over });

function verdictAfter(...spans: readonly RawSpan[]) {
  let known = {};
  for (const raw of spans) known = addStop(known, plain(raw), spanStatus(raw));
  return verdictOf(known);
}

it('has nothing to say of a trace that goes on', () => {
  expect(verdictAfter(running('root'), span('child', { parentId: 'root' }))).toBeUndefined();
});

it('names the innermost span that stands, and the last sign of life', () => {
  const tool = { parentId: 'root', startNs: at(100), name: 'fetch' };
  const verdict = verdictAfter(
    running('root'),
    span('done', { parentId: 'root', startNs: at(20), endNs: at(90) }),
    running('tool', tool),
    standing('root', 12),
    standing('tool', 42, tool),
  );
  expect(verdict).toEqual({
    kind: 'waiting',
    spanId: 'tool',
    name: 'fetch',
    at: place(42),
    sinceNs: at(100),
  });
});

it('counts from the last line, event, start or end', () => {
  const moved = { standsAt: { ...place(13), timeNs: at(6000) } };
  expect(verdictAfter(standing('a', 12), running('a', moved))?.sinceNs).toBe(at(6000));
  const streamed = { events: [{ name: 'chunk', timeNs: at(7000), attributes: {} }] };
  expect(verdictAfter(standing('a', 12), standing('a', 12, streamed))?.sinceNs).toBe(at(7000));
  const other = span('b', { startNs: at(7000), endNs: at(8000) });
  expect(verdictAfter(standing('a', 12), other)?.sinceNs).toBe(at(8000));
});

it('forgets a span that ends, and goes back to the one around it', () => {
  const inner = { parentId: 'root', startNs: at(10) };
  const spans = [standing('root', 3), standing('inner', 9, inner)];
  expect(verdictAfter(...spans)?.spanId).toBe('inner');
  const ended = span('inner', { ...inner, endNs: at(9000) });
  expect(verdictAfter(...spans, ended)).toMatchObject({ spanId: 'root', at: place(3), sinceNs: at(9000) });
  expect(verdictAfter(...spans, ended, span('root', { endNs: at(9001) }))).toBeUndefined();
});

it('names the span in which the process ended, with the line where it stood or else its own', () => {
  const gone = { aborted: true, abortedBy: 'vanished' as const, endNs: at(500) };
  const location = { ...place(38), basis: 'recorded' as const };
  const root = span('root', { ...gone, location });
  const tool = span('tool', { ...stand(42), ...gone, parentId: 'root' });
  expect(verdictAfter(tool, root)).toEqual({
    kind: 'vanished',
    spanId: 'tool',
    name: 'span tool',
    at: place(42),
    sinceNs: at(500),
  });
  expect(verdictAfter(root)).toMatchObject({ from: place(38) });
});

it('says nothing of a span whose SDK alone gave it up', () => {
  expect(verdictAfter(running('root', { aborted: true }))).toBeUndefined();
});

it('keeps few of many that stand', () => {
  const many = Array.from({ length: 50 }, (_, index) => standing(`s${index}`, 1, { startNs: at(index) }));
  let known: ReturnType<typeof addStop> = {};
  for (const raw of many) known = addStop(known, plain(raw), 'running');
  expect(known.stops).toHaveLength(8);
  expect(verdictOf(known)?.spanId).toBe('s49');
});
