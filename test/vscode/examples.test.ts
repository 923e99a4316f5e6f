import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { examplesDir } from '../../scripts/setup/examples.ts';
import { type ExpectedSpan, type ExpectedTrace, expectedTrees } from '../sdk/expectedTrees.ts';
import { useExamples } from './harness/useExamples.ts';
import { regrouped, shownForm, sortedIfConcurrent } from './pages/expectTree.ts';
import { type ShownSpan, TracesPanel } from './pages/TracesPanel.ts';

const programTimeoutMs = 90_000;

const workbench = useExamples();

interface Run {
  readonly program: string;
  readonly expected: readonly ExpectedTrace[];
  readonly command: string;
}

const programs: readonly Run[] = Object.entries(expectedTrees).map(([program, expected]) => ({
  program,
  expected: regrouped(expected),
  command: program.endsWith('.ipynb') ? `jupyter execute ${program}` : `python ${program}`,
}));

it.each(programs.filter(({ program }) => program !== 'threads.py'))(
  '$program, run in the terminal as it is, shows its traces and opens each line',
  showsItsTraces,
);

it('threads.py shows what threads began inside their trace, and opens each line', async () => {
  await showsItsTraces(programs.find(({ program }) => program === 'threads.py')!);
});

it('… with what that saved, and why; apart by a click, also after a reload, and together again', async () => {
  const panel = new TracesPanel(workbench());
  await panel.waitForTraces(3);
  await panel.selectTrace(1);
  await (await panel.frame())
    .getByText(/^2 in (parallel|threads).* instead of |one after the other/)
    .waitFor();
  await panel.clickSpan('parse_price_filter');
  const why = /“create_metadata_filter_in_threads” by submit at threads\.py:54; its own trace/;
  await (await panel.details()).getByText(why).waitFor();
  await workbench().screenshot('regrouped');
  await (await panel.frame()).getByRole('button', { name: 'Show apart' }).click();
  await panel.waitForTraces(5);
  await workbench().reload();
  await panel.waitForTraces(5);
  await (await panel.details()).getByRole('heading', { name: 'parse_price_filter' }).waitFor();
  await (await panel.frame()).getByRole('button', { name: 'Show together' }).click();
  await panel.waitForTraces(3);
  await (await panel.details()).getByRole('heading', { name: 'parse_price_filter' }).waitFor();
});

async function showsItsTraces({ program, command, expected }: Run): Promise<void> {
  const panel = new TracesPanel(workbench());
  await panel.open();
  await clearTraces();
  await panel.waitForTraces(0);
  expect(await workbench().terminal.runToEnd(command, programTimeoutMs)).toBe(0);
  await panel.waitForTraces(expected.length);
  await workbench().screenshot(`example-${program.replace(/\..*/, '')}`);
  for (const index of expected.keys()) {
    await panel.selectTrace(index);
    const [shown] = await panel.tree();
    const trace = matching(expected, shown);
    for (const { span, nth } of withPlaces(trace)) {
      await panel.clickSpan(span.name, nth);
      await waitForPlace(span);
    }
  }
}

/** The expected trace that looks like the shown one; in threads either may come first. */
function matching(expected: readonly ExpectedTrace[], shown: ShownSpan | undefined): ExpectedTrace {
  expect(expected.map(shownForm)).toContainEqual(shown && sortedIfConcurrent(shown, expected));
  const found = expected.find(
    (trace) =>
      JSON.stringify(shownForm(trace)) === JSON.stringify(shown && sortedIfConcurrent(shown, expected)),
  );
  return found!;
}

async function clearTraces(): Promise<void> {
  await workbench().evaluate(async (vscode) => {
    void vscode.commands.executeCommand('sidetrace.clearTraces');
  }, undefined);
}

/** Every span below and including `root` that names a place, and which of its name it is in the tree. */
function withPlaces(root: ExpectedSpan): readonly { readonly span: ExpectedSpan; readonly nth: number }[] {
  const seen = new Map<string, number>();
  const flat = (span: ExpectedSpan): readonly ExpectedSpan[] => [span, ...span.children.flatMap(flat)];
  return flat(root).flatMap((span) => {
    const nth = seen.get(span.name) ?? 0;
    seen.set(span.name, nth + 1);
    return span.source ? [{ span, nth }] : [];
  });
}

/** Waits until the span's line is on screen with the cursor on it: in an editor, or in its notebook's cell. */
async function waitForPlace(span: ExpectedSpan): Promise<void> {
  const { file, lineText } = span.source!;
  if (file.endsWith('.ipynb')) return workbench().waitForVisibleCell({ file, text: lineText });
  const lines = (await readFile(join(examplesDir, file), 'utf8')).split('\n');
  const line = lines.findIndex((text) => text.includes(lineText)) + 1;
  await workbench().waitForVisibleLine({ file, line });
}
