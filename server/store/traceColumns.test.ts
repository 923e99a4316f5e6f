import { expect, it } from 'vitest';
import type { SpanStatus } from '../../protocol/model/span.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { SpanFacts } from '../normalise/facts.ts';
import { at, plain, running, span } from './testing/spans.ts';
import { type StoredFacts, traceColumns } from './traceColumns.ts';
import { addSpan, emptySummary } from './traceSummary.ts';

const error = { code: 'error', message: 'no' } as const;
const aborted = running('x', { parentId: 'r', aborted: true });
const child = span('c', { parentId: 'r' });

it.each<[string, RawSpan[], StoredFacts, SpanStatus]>([
  ['a span runs', [span('r'), running('c', { parentId: 'r' })], {}, 'running'],
  ['a span runs, though the wire says ok', [running('c', { parentId: 'r' })], { state: 'ok' }, 'running'],
  ['the root failed', [span('r', { status: error })], { state: 'ok' }, 'error'],
  ['only a child failed', [span('r'), span('c', { parentId: 'r', status: error })], {}, 'ok'],
  ['the program set its trace to failed', [span('r')], { state: 'error' }, 'error'],
  ['a root without a status', [span('r')], { state: 'running' }, 'ok'],
  ['the root was aborted', [running('r', { aborted: true })], {}, 'aborted'],
  ['the process ended before the root came', [child, aborted], {}, 'aborted'],
  ['children first', [child], {}, 'running'],
  ['children, and the wire says ok', [child], { state: 'ok' }, 'ok'],
  ['announced', [], { state: 'running' }, 'running'],
  ['an info without spans', [], { state: 'ok' }, 'ok'],
])('status: %s', (_, spans, facts, expected) => {
  expect(columnsOf(spans, facts).status).toBe(expected);
  expect(columnsOf(spans.toReversed(), facts).status).toBe(expected);
});

it.each<[string, StoredFacts, string]>([
  ['root', { name: 'said' }, 'span r'],
  ['said', { name: 'said' }, 'said'],
  ['first', {}, 'span c'],
])('name: %s', (which, facts, expected) => {
  expect(columnsOf(which === 'root' ? [child, span('r')] : [child], facts).name).toBe(expected);
});

it.each<[string, RawSpan, SpanFacts, StoredFacts, string | undefined]>([
  ['nothing to say', span('r'), {}, {}, undefined],
  ["the root's input", span('r'), { inputs: { question: 'Why?' } }, { requestPreview: 'said' }, 'Why?'],
  ['the preview that the SDK made', span('r'), {}, { requestPreview: 'said' }, 'said'],
  ['the first question of a chat', span('r'), { inputs: 'x', chat: chatOf('How?') }, {}, 'How?'],
  [
    'the exception',
    span('r', { status: error }),
    { exceptions: [{ type: 'E', message: 'm' }], inputs: 'x' },
    {},
    'E: m',
  ],
  ['the status message', span('r', { status: error }), { inputs: 'x' }, {}, 'no'],
  [
    'a failure that was handled',
    span('c', { parentId: 'r', status: error }),
    { inputs: 'x' },
    { state: 'ok' },
    'x',
  ],
])('preview: %s', (_, raw, facts, said, expected) => {
  expect(traceColumns(addSpan(emptySummary, plain(raw, facts)), said).preview).toBe(expected);
});

it('has an end only when it ended; the spans know times better than the wire', () => {
  const said = { startNs: at(-1), endNs: at(99), state: 'ok' } as const;
  expect(columnsOf([running('r')], said).endNs).toBeUndefined();
  expect(columnsOf([span('r')], said)).toMatchObject({ startNs: at(0), endNs: at(10) });
  expect(columnsOf([child], said)).toMatchObject({ startNs: at(-1), endNs: at(99) });
});

it.each<[string, RawSpan[], StoredFacts, SpanStatus]>([
  ['announced', [], { state: 'running' }, 'aborted'],
  ['announced, without its root', [child], { state: 'running' }, 'aborted'],
  ['children alone', [child], {}, 'ok'],
  ['an info that says nothing', [], {}, 'unset'],
])('status once nothing came for a while: %s', (_, spans, facts, expected) => {
  const summary = spans.reduce((sum, raw) => addSpan(sum, plain(raw)), emptySummary);
  expect(traceColumns({ ...summary, settled: true }, facts).status).toBe(expected);
});

function columnsOf(spans: readonly RawSpan[], facts: StoredFacts) {
  return traceColumns(
    spans.reduce((summary, raw) => addSpan(summary, plain(raw)), emptySummary),
    facts,
  );
}

function chatOf(text: string) {
  return { messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }], tools: [] };
}
