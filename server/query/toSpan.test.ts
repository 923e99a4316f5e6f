import { expect, it } from 'vitest';
import { normaliseSpan } from '../normalise/normalise.ts';
import { span } from '../store/testing/spans.ts';
import { toSpan } from './toSpan.ts';

it('readers have big integers as text, and nothing of what they were', () => {
  const attributes = { long: '9007199254740993', whole: 1 };
  const numbers = { long: 1, whole: 1 } as const;
  const raw = span('a', {
    attributes,
    numbers,
    events: [{ name: 'e', timeNs: '1', attributes, numbers }],
    links: [{ traceId: 't', spanId: 's', attributes, numbers }],
  });
  const read = toSpan(normaliseSpan(raw));
  expect(read).not.toHaveProperty('numbers');
  expect(read.attributes).toEqual(attributes);
  expect(read.events).toEqual([{ name: 'e', timeNs: '1', attributes }]);
  expect(read.links).toEqual([{ traceId: 't', spanId: 's', attributes }]);
});
