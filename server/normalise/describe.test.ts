import { describe, expect, it } from 'vitest';
import type { RawSpan } from '../decode/rawSpan.ts';
import { hintOf, previewOf } from './describe.ts';
import type { SpanFacts } from './facts.ts';
import { rawSpan } from './testing/rawSpan.ts';

const span = (facts: SpanFacts, raw: Partial<RawSpan> = {}) => ({
  raw: rawSpan({}, raw),
  facts,
  convention: 'generic',
  issues: [],
});
const failed = { status: { code: 'error' } } as const;
const exceptions = [{ type: 'ValueError', message: 'bad' }];
const call = { id: '1', name: 'calculate_tip', arguments: { bill: 187.32, pct: 22 } };

describe('hint', () => {
  it.each<[string | undefined, SpanFacts, Partial<RawSpan>?]>([
    ['work(187.32, 22)', { kind: 'TOOL', inputs: { bill: 187.32, pct: 22 } }],
    [
      'calculate_tip("a", […], {…}, true)',
      { kind: 'TOOL', functionName: 'calculate_tip', inputs: ['a', [1], {}, true, null] },
    ],
    ['work("tip")', { kind: 'TOOL', inputs: 'tip' }],
    ['work()', { kind: 'TOOL' }],
    [
      'calculate_tip(187.32, 22)',
      {
        kind: 'CHAT_MODEL',
        model: 'm',
        chat: { messages: [{ role: 'assistant', content: [], toolCalls: [call] }], tools: [] },
      },
    ],
    ['m', { kind: 'LLM', model: 'm' }],
    ['ValueError', { kind: 'TOOL', exceptions }, failed],
    ['1 document', { kind: 'RETRIEVER', documents: [{ content: 'x', metadata: {} }] }],
    [undefined, { kind: 'CHAIN' }],
  ])('%s', (hint, facts, raw) => expect(hintOf(span(facts, raw))).toBe(hint));

  it('has at most 80 characters and keeps the closing bracket', () => {
    const hint = hintOf(span({ kind: 'TOOL', inputs: { a: 'x'.repeat(100), b: 'y'.repeat(100) } }));
    expect(hint).toHaveLength(80);
    expect(hint).toMatch(/…\)$/);
  });

  it('never cuts a surrogate pair', () => {
    for (let length = 76; length < 82; length++) {
      const hint = hintOf(span({ kind: 'LLM', model: `${'m'.repeat(length)}😀😀😀` }));
      expect(hint).not.toMatch(/\p{Surrogate}/u);
    }
  });
});

describe('preview', () => {
  it.each<[string | undefined, SpanFacts]>([
    [
      'last question',
      {
        chat: {
          messages: [
            { role: 'user', content: [{ type: 'text', text: 'first' }] },
            {
              role: 'user',
              content: [
                { type: 'image', data: 'AAAA' },
                { type: 'text', text: '\n last question\nmore' },
              ],
            },
          ],
          tools: [],
        },
      },
    ],
    ['hi', { inputs: ' hi ' }],
    ['what?', { inputs: { user: 1, question: 'what?' } }],
    ['embed me', { inputs: { model: 'm', input: ['embed me', 'me too'] } }],
    ['only', { inputs: { anything: 'only' } }],
    ['amount: 15.21, to: "XXX"', { inputs: { amount: 15.21, to: 'XXX' } }],
    ['ValueError: bad', { exceptions }],
    [undefined, { inputs: {} }],
    [undefined, {}],
  ])('%s', (preview, facts) => expect(previewOf(span(facts))).toBe(preview));

  it('has at most 200 characters', () => {
    expect(previewOf(span({ inputs: 'x'.repeat(10_000_000) }))).toHaveLength(200);
  });
});
