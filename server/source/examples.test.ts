import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { SourceCandidate } from '../../protocol/model/source.ts';
import {
  type ExpectedSpan,
  expectedTrees,
  type MlflowNaming,
  withNaming,
} from '../../test/sdk/expectedTrees.ts';
import { createSourceIndex } from './sourceIndex.ts';
import { spanOf, traceOf } from './testing/spans.ts';

const folder = fileURLToPath(new URL('../../examples', import.meta.url));
const { resolveSpan: resolve } = createSourceIndex({ folders: [folder] });
const kernel = '/home/me/.venv/lib/python3.13/site-packages/ipykernel_launcher.py';

interface Row {
  readonly file: string;
  readonly naming: MlflowNaming;
  readonly root: string;
  readonly span: ExpectedSpan;
}

const rows = Object.entries(expectedTrees).flatMap(([file, traces]) =>
  (['plain', 'numbered'] as const).flatMap((naming) =>
    withNaming(traces, naming).flatMap((root) =>
      spansOf(root).map((span): Row => ({ file, naming, root: root.name, span })),
    ),
  ),
);

it.each(rows)('$file: $span.name ($naming)', async ({ file, root, span }) => {
  const script = file.endsWith('.ipynb') ? kernel : `${folder}/${file}`;
  const functionName = span.source && /(?:def |mlflow\.trace\(math\.)(\w+)/.exec(span.source.lineText)?.[1];
  const trace = traceOf({ name: root, metadata: { 'mlflow.source.name': script } });
  const known = functionName === undefined ? {} : { 'mlflow.spanFunctionName': `"${functionName}"` };
  for (const attributes of [{}, known]) {
    const { candidates, reason } = await resolve(
      spanOf({ name: span.name, kind: span.kind, attributes }),
      trace,
    );
    if (span.source === undefined) {
      expect([candidates, reason]).toEqual([
        [],
        expect.stringContaining('the library makes this span itself'),
      ]);
    } else {
      expect(candidates[0]?.file).toBe(`${folder}/${span.source.file}`);
      expect(lineOf(candidates[0])).toContain(span.source.lineText);
    }
  }
});

function spansOf(span: ExpectedSpan): readonly ExpectedSpan[] {
  return [span, ...span.children.flatMap(spansOf)];
}

function lineOf(candidate: SourceCandidate | undefined): string | undefined {
  if (!candidate) return undefined;
  const text = readFileSync(candidate.file, 'utf8');
  if (candidate.cell === undefined) return text.split('\n')[candidate.line - 1];
  const { cells } = JSON.parse(text) as { readonly cells: readonly { readonly source: readonly string[] }[] };
  return cells[candidate.cell]?.source.join('').split('\n')[candidate.line - 1];
}
