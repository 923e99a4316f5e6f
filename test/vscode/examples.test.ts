import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureExamplesVenv, examplesDir } from '../../scripts/setup/examples.ts';
import { type ExpectedSpan, type ExpectedTrace, expectedTrees } from '../sdk/expectedTrees.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { shownForm, sortedIfConcurrent } from './pages/expectTree.ts';
import { type ShownSpan, TracesPanel } from './pages/TracesPanel.ts';

const programTimeoutMs = 90_000;

const workbench = useWorkbench(async () => ({
  workspace: examplesDir,
  extensions: [sidetraceVsix],
  path: [dirname(await ensureExamplesVenv())],
  env: { FAKE_MODEL_DELAY: '0' },
}));

const programs = Object.entries(expectedTrees).map(([program, expected]) => ({
  program,
  expected,
  command: program.endsWith('.ipynb') ? `jupyter execute ${program}` : `python ${program}`,
}));

it.each(programs)(
  '$program, run in the terminal as it is, shows its traces and opens each line',
  async (run) => {
    const { program, command, expected } = run;
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
  },
);

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
