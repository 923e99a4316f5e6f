import { expect, it } from 'vitest';
import { previousPort } from './rememberedPort.ts';

it.each([
  ['the same wish: the port it had', { wanted: 5005, actual: 5007 }, 5005, 5007],
  ['another wish: none, or it would never be heard', { wanted: 5005, actual: 5007 }, 6006, undefined],
  ['nothing yet', undefined, 5005, undefined],
  ['what another version wrote', 5007, 5005, undefined],
  ['half of it', { wanted: 5005 }, 5005, undefined],
])('%s', (_, remembered, wanted, expected) => expect(previousPort(remembered, wanted)).toBe(expected));
