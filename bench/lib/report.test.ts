import { expect, it } from 'vitest';
import { figureSection, updateReport } from './report.ts';

const order = ['First', 'Second'];
const load = [0.5, 1] as const;

function resultOf(title: string, value: number) {
  const figure = { figure: 'rate', unit: 'spans/s', value, reference: 10, budget: { atLeast: 5 } };
  return figureSection({
    part: { title, method: 'As it is.' },
    rounds: [[figure], [{ ...figure, value: value * 3 }]],
    load,
  });
}

it('makes one section anew, keeps the others, and has them in order', () => {
  const second = updateReport('', resultOf('Second', 2), order);
  const both = updateReport(second, resultOf('First', 1), order);
  expect(both.match(/^## .*/gm)).toEqual(['## First', '## Second']);
  const again = updateReport(both, resultOf('Second', 6), order);
  expect(again.match(/^\| rate.*/gm)).toEqual([
    '| rate, spans/s | 1 / **1** / 3 | 10 / **10** / 10 | 0.10 × | ≥ 5 | **no** |',
    '| rate, spans/s | 6 / **6** / 18 | 10 / **10** / 10 | 0.60 × | ≥ 5 | yes |',
  ]);
});
