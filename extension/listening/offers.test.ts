import { expect, it } from 'vitest';
import type { TrackingAddress } from '../../protocol/messages/language.ts';
import { nextOffer, offersOf, readRemembered, stillNamed } from './offers.ts';

function named(
  port: number,
  file: string,
  listener: TrackingAddress['listener'] = 'nobody',
): TrackingAddress {
  return { host: 'localhost', port, file, line: 1, listener };
}

it('offers each port once, with the files that name it, and none where something listens', () => {
  const addresses = [
    named(8080, '/w/a.py'),
    named(5000, '/w/a.py', 'other'),
    named(8080, '/w/b.py'),
    named(8080, '/w/a.py'),
    named(5005, '/w/a.py', 'sidetrace'),
    named(7000, '/w/c.py'),
  ];
  expect(offersOf(addresses)).toEqual([
    { port: 8080, address: 'localhost:8080', files: ['/w/a.py', '/w/b.py'] },
    { port: 7000, address: 'localhost:7000', files: ['/w/c.py'] },
  ]);
});

it('asks once about each, never about what was declined, and anew about what was gone meanwhile', () => {
  const offers = offersOf([named(8080, '/w/a.py'), named(7000, '/w/a.py'), named(6000, '/w/a.py')]);
  const next = (offered: number[], declined: number[]) => nextOffer(offers, { offered, declined })?.port;
  expect([next([], []), next([8080], []), next([8080], [7000]), next([8080, 6000], [7000])]).toEqual([
    8080,
    7000,
    6000,
    undefined,
  ]);
  const remembered = { offered: [8080, 7000], declined: [6000] };
  expect(stillNamed(remembered, [named(7000, '/w/a.py', 'other')])).toEqual({
    offered: [7000],
    declined: [6000],
  });
});

it.each([undefined, null, 7, {}, { offered: 'x', declined: [1.5, '2'] }])('takes %j for nothing', (value) => {
  expect(readRemembered(value)).toEqual({ offered: [], declined: [] });
});
