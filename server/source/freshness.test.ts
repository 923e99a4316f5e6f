import { expect, it } from 'vitest';
import type { RanText } from '../../protocol/model/source.ts';
import { asItRan, freshness, isStale, lineNow } from './freshness.ts';

const tip = `@mlflow.trace
def calculate_tip(bill, percent):
    return bill * percent / 100
`;
const ran: RanText = { text: tip, line: 3, name: 'calculate_tip' };
const file = `import mlflow

${tip}
print(calculate_tip(10, 20))
`;

it.each<[string, string, ReturnType<typeof freshness>]>([
  ['nothing', file, { state: 'same', range: { first: 3, last: 5 } }],
  ['white space at ends', file.replaceAll('\n', '  \r\n'), { state: 'same', range: { first: 3, last: 5 } }],
  [
    'a comment below',
    file.replace('100\n', '100\n    # done\n'),
    { state: 'same', range: { first: 3, last: 5 } },
  ],
  ['lines above', `# hello\n${file}`, { state: 'moved', range: { first: 4, last: 6 } }],
  [
    'into a class',
    `class A:\n  ${tip.trim().replaceAll('\n', '\n  ')}\n`,
    { state: 'moved', range: { first: 2, last: 4 } },
  ],
  ['another number', file.replace('100', '200'), { state: 'changed', range: { first: 3, last: 5 } }],
  [
    'a comment in it',
    file.replace('20', '20').replace('    return', '    # !\n    return'),
    { state: 'changed', range: { first: 3, last: 6 } },
  ],
  [
    'a line at its end',
    file.replace('100\n', '100\n    assert False\n'),
    { state: 'changed', range: { first: 3, last: 6 } },
  ],
  [
    'another decorator',
    file.replace('.trace', '.trace(name="x")'),
    { state: 'changed', range: { first: 3, last: 5 } },
  ],
  ['another name', file.replace('def calculate_tip', 'def tip'), { state: 'gone' }],
  [
    'an open bracket above',
    `foo(\n${file.replace('100', '200')}`,
    { state: 'changed', range: { first: 4, last: 6 } },
  ],
  ['nothing left', '', { state: 'gone' }],
])('what became of a function: %s', (_, today, expected) => {
  expect(freshness(ran, today)).toEqual(expected);
});

const prompt = `def ask(question):
    prompt = f"""
You are kind.
{question}
"""
    return model(prompt)
`;

it('a prompt further left than its function belongs to it', () => {
  const of: RanText = { text: prompt, line: 1, name: 'ask' };
  const more = `${prompt}\nprint(ask("?"))\n`;
  expect(freshness(of, more).state).toBe('same');
  const range = { first: 1, last: 6 };
  expect(freshness(of, more.replace('kind', 'blunt'))).toEqual({ state: 'changed', range });
});

it('methods of one name are told apart by their class', () => {
  const classes =
    'class A:\n    def run(self):\n        return 1\n\n\nclass B:\n    def run(self):\n        return 2\n';
  const of: RanText = { text: '    def run(self):\n        return 0\n', line: 2, name: 'B.run' };
  expect(freshness(of, classes)).toEqual({ state: 'changed', range: { first: 7, last: 8 } });
  const ofOldPython = { ...of, name: 'run' };
  expect(freshness(ofOldPython, classes)).toEqual({ state: 'changed', range: { first: 2, last: 3 } });
  const inner: RanText = { text: '    def run():\n        return 0\n', line: 2, name: 'f.<locals>.run' };
  const today = 'def f():\n    x = 1\n    def run():\n        return 1\n    return run\n';
  expect(freshness(inner, today)).toEqual({ state: 'changed', range: { first: 3, last: 4 } });
});

it('a block outside of functions is known by its first line', () => {
  const text = 'with mlflow.start_span("a") as span:\n    ask(1)\n';
  const block: RanText = { text, line: 2 };
  expect(freshness(block, `import mlflow\n${text}`).state).toBe('same');
  const edited = `import mlflow\nif True:\n    with mlflow.start_span("a") as span:\n        ask(2)\n        ask(3)\n`;
  expect(freshness(block, edited)).toEqual({ state: 'changed', range: { first: 3, last: 5 } });
  expect(freshness(block, 'import mlflow\n')).toEqual({ state: 'gone' });
});

it('stale is what changed or is gone', () => {
  expect((['same', 'moved', 'changed', 'gone'] as const).map((state) => isStale({ state }))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

it("puts what ran into today's file, in its place and as deep", () => {
  const inClass =
    'class A:\r\n  @mlflow.trace\r\n  def calculate_tip(bill, percent):\r\n    return 0\r\n\r\nx = 1\r\n';
  const of: RanText = { ...ran, name: 'A.calculate_tip' };
  expect(asItRan(of, inClass, freshness(of, inClass))).toBe(
    'class A:\r\n  @mlflow.trace\r\n  def calculate_tip(bill, percent):\r\n      return bill * percent / 100\r\n\r\nx = 1\r\n',
  );
  const today = file.replace('100', '200');
  expect(asItRan(ran, today, freshness(ran, today))).toBe(file);
  expect(
    asItRan({ text: prompt, line: 1, name: 'ask' }, 'def ask(q): ...\nx = 1\n', {
      state: 'changed',
      range: { first: 1, last: 1 },
    }),
  ).toBe(`${prompt}x = 1\n`);
});

it('what is gone is put where it began, at most at the end', () => {
  expect(asItRan(ran, 'import mlflow\n\nx = 1\n', { state: 'gone' })).toBe(`import mlflow\n\n${tip}x = 1\n`);
  expect(asItRan(ran, 'x = 1', { state: 'gone' })).toBe(`x = 1\n${tip.trimEnd()}`);
});

it('a line of what ran is found again by its text, else by its distance', () => {
  const now = (line: number, today: string) => lineNow(ran, line, today, freshness(ran, today));
  expect(now(5, `\n${file}`)).toBe(6);
  expect(now(5, file.replace('):', '):\n    check(bill)'))).toBe(6);
  expect(now(5, file.replace('100', '200'))).toBe(5);
  expect(now(5, 'x = 1\n')).toBeUndefined();
});
