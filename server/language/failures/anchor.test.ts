import { expect, it } from 'vitest';
import { type Anchor, anchorOf, findAnchor } from './anchor.ts';

const python = `import x


@traced
def plan(
    day,
):
    def inner():
        return 1

    if day:

        raise ValueError(day)
    return inner()


class Agent:
    async def run(self):
        raise KeyError("a")


plan(1)
`;

const anchored = (text: string, line: number): Anchor => {
  const anchor = anchorOf(text, line);
  if (anchor === undefined) throw new Error(`nothing at ${line}`);
  return anchor;
};

it.each([
  ['def plan(', python, 13, 10],
  ['def inner():', python, 9, 2],
  ['async def run(self):', python, 19, 2],
  ['plan(1)', python, 22, 1],
  ['function plan(day) {', 'function plan(day) {\n  if (day) {\n    throw new Error()\n  }\n}\n', 3, 5],
  [
    'export const plan = async (day) => {',
    'export const plan = async (day) => {\n  throw new Error()\n};\n',
    2,
    3,
  ],
])('takes %s with its block', (first, text, line, length) => {
  const { block, offset } = anchored(text, line);
  expect(block[0]).toBe(first);
  expect(block).toHaveLength(length);
  expect(block[offset]?.trim()).toBe(text.split('\n')[line - 1]?.trim());
});

it('finds the line where its function has moved, also further in', () => {
  const anchor = anchored(python, 13);
  expect(findAnchor(python, anchor)).toBe(13);
  expect(findAnchor(`# new\n${python}`, anchor)).toBe(14);
  expect(findAnchor(`if True:\n${python.replaceAll(/^(?=.)/gm, '    ')}`, anchor)).toBe(14);
  expect(findAnchor(python.replaceAll('\n', '\r\n'), anchor)).toBe(13);
  expect(findAnchor(python.replace('raise KeyError("a")', 'pass'), anchor)).toBe(13);
});

it('finds nothing once its function is another', () => {
  const anchor = anchored(python, 13);
  expect(findAnchor(python.replace('if day:', 'if not day:'), anchor)).toBeUndefined();
  expect(findAnchor(python.replace('return inner()', 'return inner() + 1'), anchor)).toBeUndefined();
  expect(findAnchor('', anchor)).toBeUndefined();
});

it('takes the nearest of several that are the same', () => {
  const twice = 'def f():\n    raise E\n\n\ndef f():\n    raise E\n';
  expect(findAnchor(twice, anchored(twice, 6))).toBe(6);
  expect(findAnchor(twice, anchored(twice, 2))).toBe(2);
});

it('has nothing for a line that is empty or not there', () => {
  expect(anchorOf(python, 2)).toBeUndefined();
  expect(anchorOf(python, 99)).toBeUndefined();
  expect(anchorOf(python, 0)).toBeUndefined();
});
