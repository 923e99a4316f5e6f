import { describe, expect, it } from 'vitest';
import { asItRan, freshness, lineNow } from './freshness.ts';
import { ranBlock } from './ranBlock.ts';

const agent = `async function plan(city) {
  return tracer.startActiveSpan('plan', (span) => {
    span.end();
    return \`To \${city}.\`;
  });
}
`;
const file = `const a = 1;\n\n${agent}\nplan('Kyoto');\n`;

describe('the text of a file of JavaScript', () => {
  const block = ranBlock({ text: file, line: 4, isFile: true }, '/app/agent.mjs');

  it.each<[string, string, string, number | undefined]>([
    ['nothing', file, 'same', 4],
    ['other functions', file.replace("plan('Kyoto')", "plan('Nara')"), 'same', 4],
    ['lines above', `// hello\n${file}`, 'moved', 5],
    ['the indentation', `{\n${agent.replaceAll(/^(?=.)/gm, '  ')}}\n`, 'moved', 3],
    ['a word', file.replace('To ', 'Off to '), 'changed', 4],
    ['a line in it', `${file.replace('    span.end();\n', '')}`, 'changed', 4],
    ['all', 'const a = 1;\n', 'gone', undefined],
    ['the name', file.replaceAll('plan(', 'planTrip('), 'gone', undefined],
  ])('tells what became of the function, edited: %s', (_, today, state, line) => {
    if (block === undefined) throw new Error('no block');
    const fresh = freshness(block, today);
    expect([fresh.state, lineNow(block, 4, today, fresh)]).toEqual([state, line]);
  });

  it('stands in the place of what it became, for a diff', () => {
    if (block === undefined) throw new Error('no block');
    const today = `// hello\n${file.replace('To ', 'Off to ')}`;
    expect(asItRan(block, today, freshness(block, today))).toBe(`// hello\n${file}`);
  });
});

it('of a statement outside of functions is the statement', () => {
  const text = "run(1);\napp.get('/', () => {\n  tracer.startSpan('get');\n});\n";
  const block = ranBlock({ text, line: 3, isFile: true }, 'file:///app/a.ts');
  expect(block).toMatchObject({ text: "app.get('/', () => {\n  tracer.startSpan('get');\n});", line: 2 });
});

it.each([
  ['a cell with magic', { text: "get_ipython().run_line_magic('time', '')", line: 1 }, '/a.ipynb'],
  ['a file of another language', { text: 'x', line: 1, isFile: true as const }, '/a.py'],
  ['a line that the file has not', { text: 'x()', line: 9, isFile: true as const }, '/a.js'],
])('is not known of %s', (_, ran, path) => {
  expect(ranBlock(ran, path)).toBeUndefined();
});
