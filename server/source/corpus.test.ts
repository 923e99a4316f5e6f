import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { indexFile } from './indexFile.ts';
import { resolveSpan } from './resolve.ts';
import { createSlicer } from './slicer.ts';
import type { IndexedFile, IndexedSymbol } from './symbols.ts';
import { type Mark, type Project, readCorpus } from './testing/corpus.ts';
import { spanOf, traceOf } from './testing/spans.ts';

const projects = readCorpus(fileURLToPath(new URL('../../test/corpus/projects', import.meta.url)));

interface Place {
  readonly file: string;
  readonly cell?: number;
  readonly line: number;
}

const placeText = ({ file, cell, line }: Place): string =>
  `${file.split('/projects/')[1]}${cell === undefined ? '' : `#${cell}`}:${line}`;

const indexOf = ({ files }: Project): Promise<readonly IndexedFile[]> =>
  Promise.all(
    files.map(async ({ file, text }) => ({ file, ...(await indexFile(file, text, createSlicer())) })),
  );

/** What one look gave: `right` of `made` places that were told, `right` of `wanted` ones that were expected. */
interface Score {
  readonly wanted: number;
  readonly made: number;
  readonly right: number;
  readonly misses: readonly string[];
}

function opened(mark: Mark, files: readonly IndexedFile[], more: Mark['trace'] = {}): Score {
  const span = spanOf(mark.span);
  const trace = traceOf({ ...more, ...mark.trace });
  const searched = { workspace: { files, truncated: false }, folders: ['/'], ancestors: mark.ancestors };
  const { candidates, equal } = resolveSpan(span, trace, searched);
  const shown = `${JSON.stringify(mark.span.name)} at ${placeText(mark)}`;
  const [first] = candidates;
  const offered = candidates.map(placeText);
  switch (mark.sort) {
    case 'none':
      if (!first) return { wanted: 0, made: 0, right: 0, misses: [] };
      return {
        wanted: 0,
        made: 1,
        right: 0,
        misses: [`${shown}: is a library’s, but opens ${placeText(first)}`],
      };
    case 'also':
      if (offered.includes(placeText(mark))) return { wanted: 1, made: 1, right: 1, misses: [] };
      return {
        wanted: 1,
        made: 0,
        right: 0,
        misses: [`${shown}: is not offered, but ${offered.join(', ') || 'nothing'}`],
      };
    case 'opens': {
      const right = offered[0] === placeText(mark) && (equal ?? 1) === (mark.equal ?? 1);
      const misses = right ? [] : [`${shown}: opens ${offered.join(', ') || 'nothing'}, ${equal ?? 1} equal`];
      return { wanted: 1, made: first ? 1 : 0, right: right ? 1 : 0, misses };
    }
  }
}

/** A place that claims to make spans, on a line where nobody expects one. */
function spurious({ files }: Project, index: readonly IndexedFile[]): readonly Score[] {
  const marked = new Set(
    files.flatMap(({ marks }) => marks.filter(({ sort }) => sort !== 'none').map(placeText)),
  );
  const claims = ({ kind }: IndexedSymbol): boolean => kind !== 'function';
  return index.flatMap(({ file, symbols }) =>
    symbols
      .filter((symbol) => claims(symbol) && !marked.has(placeText({ ...symbol, file })))
      .map((symbol) => ({
        wanted: 0,
        made: 1,
        right: 0,
        misses: [
          `${symbol.kind} “${symbol.spanName.join('*')}” at ${placeText({ ...symbol, file })}: nobody expects it`,
        ],
      })),
  );
}

function report(
  title: string,
  scores: readonly Score[],
): { readonly precision: number; readonly recall: number } {
  const sum = (key: 'wanted' | 'made' | 'right'): number =>
    scores.reduce((total, score) => total + score[key], 0);
  const [wanted, made, right] = [sum('wanted'), sum('made'), sum('right')];
  const [precision, recall] = [right / made, right / wanted];
  const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
  const lines = [
    `${title}: precision ${percent(precision)} (${right} of ${made}), recall ${percent(recall)} (${right} of ${wanted})`,
    ...scores.flatMap(({ misses }) => misses),
  ];
  process.stdout.write(`${lines.join('\n  ')}\n`);
  return { precision, recall };
}

it('has forty files and more, in every style', () => {
  expect(projects.flatMap(({ files }) => files).length).toBeGreaterThanOrEqual(47);
});

it('opens the right line of each project, with precision and recall of 99 %', async () => {
  const scores = await Promise.all(
    projects.map(async (project) => {
      const index = await indexOf(project);
      const marks = project.files.flatMap((file) => file.marks);
      return [...marks.map((mark) => opened(mark, index)), ...spurious(project, index)];
    }),
  );
  const { precision, recall } = report('Each project by itself', scores.flat());
  expect(Math.min(precision, recall)).toBeGreaterThanOrEqual(0.99);
});

it('does so where all of them stand in one workspace, and the program is known', async () => {
  const all = (await Promise.all(projects.map(indexOf))).flat();
  const scores = projects
    .filter(({ files }) => files.length === 1)
    .flatMap(({ files }) => files.flatMap(({ marks }) => marks))
    .filter(({ sort }) => sort === 'opens')
    .map((mark) => opened(mark, all, { metadata: { 'mlflow.source.name': mark.file } }));
  const { precision, recall } = report('All in one workspace', scores);
  expect(Math.min(precision, recall)).toBeGreaterThanOrEqual(0.99);
});
