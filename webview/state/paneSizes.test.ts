import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { paneSizes } from './paneSizes.ts';

it.each([
  { wide: false, total: 424, list: 44, details: 204 },
  { wide: false, total: 780, list: 88, details: 374 },
  { wide: true, total: 1400, list: 266, details: 476 },
])('shares $total px (wide: $wide)', ({ wide, total, list, details }) => {
  const sizes = paneSizes({}, wide, total);
  expect(sizes.list.size).toBeCloseTo(list, 6);
  expect(sizes.details.size).toBeCloseTo(details, 6);
});

it('keeps what the user chose while there is room', () => {
  expect(paneSizes({ narrowDetails: 500 }, false, 900).details.size).toBe(500);
  expect(paneSizes({ narrowDetails: 500 }, false, 500).details.size).toBe(324);
});

it('never lets the tree disappear while there is room at all', () => {
  const size = fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined });
  fc.assert(
    fc.property(size, size, fc.integer({ min: 200, max: 3000 }), (narrowList, narrowDetails, total) => {
      const given = {
        ...(narrowList !== undefined && { narrowList }),
        ...(narrowDetails !== undefined && { narrowDetails }),
      };
      const { list, details } = paneSizes(given, false, total);
      expect(list.size + details.size).toBeLessThanOrEqual(total - 110);
      for (const { size: shown, min, max } of [list, details]) {
        expect(shown).toBeGreaterThanOrEqual(min);
        expect(shown).toBeLessThanOrEqual(max);
      }
    }),
  );
});
