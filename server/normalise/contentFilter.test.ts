import { expect, it } from 'vitest';
import { contentFilterOf } from './contentFilter.ts';

it('reads what was found in the question and in the answer', () => {
  const response = {
    prompt_filter_results: [
      { prompt_index: 0, content_filter_results: { jailbreak: { filtered: true, detected: true } } },
    ],
    choices: [{ content_filter_results: { hate: { filtered: false, severity: 'low' }, error: null } }],
  };
  expect(contentFilterOf(response)).toEqual([
    { on: 'question', category: 'jailbreak', filtered: true, detected: true },
    { on: 'answer', category: 'hate', filtered: false, severity: 'low' },
  ]);
});

it('is absent where there was no filter', () => {
  expect(contentFilterOf({ choices: [{ message: {} }] })).toBeUndefined();
  expect(contentFilterOf('text')).toBeUndefined();
});
