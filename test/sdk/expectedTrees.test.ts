import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type ExpectedSpan, expectedTrees, withNaming } from './expectedTrees.ts';

const examples = new URL('../../examples/', import.meta.url);

it('has a row for every program of the sample workspace', () => {
  const modules = ['ollama_like.py'];
  const programs = readdirSync(examples).filter(
    (name) => /\.(py|ipynb)$/.test(name) && !modules.includes(name),
  );
  expect(Object.keys(expectedTrees).sort()).toEqual(programs.sort());
});

it.each(Object.entries(expectedTrees))('%s has each source line exactly once', (_, traces) => {
  const sources = traces.flatMap(spansOf).flatMap(({ source }) => (source ? [source] : []));
  const found = sources.map(({ file, lineText }) => linesOf(file).filter((line) => line.includes(lineText)));
  expect(found.filter((lines) => lines.length !== 1)).toEqual([]);
});

it('numbers the spans of one name in a trace, each trace for itself', () => {
  const names = withNaming(expectedTrees['quickstart.py'] ?? [], 'numbered').map((trace) =>
    spansOf(trace).map(({ name }) => name),
  );
  expect(names).toContainEqual(['hypotenuse', 'pow_1', 'pow_2']);
  expect(names).toContainEqual(['trace_test', 'add_1', 'minus_1']);
});

function spansOf(span: ExpectedSpan): readonly ExpectedSpan[] {
  return [span, ...span.children.flatMap(spansOf)];
}

function linesOf(file: string): readonly string[] {
  const text = readFileSync(new URL(file, examples), 'utf8');
  if (!file.endsWith('.ipynb')) return text.split('\n');
  const notebook: { readonly cells: readonly { readonly source: readonly string[] }[] } = JSON.parse(text);
  return notebook.cells.flatMap(({ source }) => source);
}
