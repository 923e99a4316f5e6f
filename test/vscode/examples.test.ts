import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureExamplesVenv, examplesDir } from '../../scripts/setup/examples.ts';
import { type ExpectedSpan, type ExpectedTrace, expectedTrees } from '../sdk/expectedTrees.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { comparable, shownForm } from './pages/expectTree.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const programTimeoutMs = 90_000;

const workbench = useWorkbench(async () => ({
  workspace: examplesDir,
  extensions: [sidetraceVsix],
  path: [dirname(await ensureExamplesVenv())],
  env: { FAKE_MODEL_DELAY: '0' },
}));

const programs = Object.entries(expectedTrees).filter(([program]) => program.endsWith('.py'));

it.each(programs)('%s, run in the terminal as it is, shows its traces', async (program, expected) => {
  const panel = new TracesPanel(workbench());
  await panel.open();
  await clearTraces();
  await panel.waitForTraces(0);
  expect(await workbench().terminal.runToEnd(`python ${program}`, programTimeoutMs)).toBe(0);
  await panel.waitForTraces(expected.length);
  for (const [index, trace] of newestFirst(expected).entries()) {
    await panel.selectTrace(index);
    const [shown] = await panel.tree();
    const candidates = expected.filter(({ name }) => name === trace.name);
    expect(candidates.map(shownForm)).toContainEqual(comparable(shown!, trace));
    await panel.clickSpan(trace.name);
    if (trace.source) await workbench().waitForVisibleLine(await lineOf(trace));
  }
  await workbench().screenshot(`example-${program.replace('.py', '')}`);
});

describe('every span with a place in quickstart.py', () => {
  const traces = expectedTrees['quickstart.py'] ?? [];
  it.each(traces.map((trace, index) => [trace.name, index, trace] as const))(
    'of %s (%i) opens its line',
    async (_, index, trace) => {
      const panel = new TracesPanel(workbench());
      await panel.open();
      if ((await (await panel.traces()).count()) !== traces.length) {
        await clearTraces();
        await panel.waitForTraces(0);
        expect(await workbench().terminal.runToEnd('python quickstart.py', programTimeoutMs)).toBe(0);
        await panel.waitForTraces(traces.length);
      }
      await panel.selectTrace(traces.length - 1 - index);
      for (const { span, nth } of withPlaces(trace)) {
        await panel.clickSpan(span.name, nth);
        await workbench().waitForVisibleLine(await lineOf(span));
      }
    },
  );
});

async function clearTraces(): Promise<void> {
  await workbench().evaluate(async (vscode) => {
    void vscode.commands.executeCommand('sidetrace.clearTraces');
  }, undefined);
}

function newestFirst(traces: readonly ExpectedTrace[]): readonly ExpectedTrace[] {
  return traces.toReversed();
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

async function lineOf(span: ExpectedSpan): Promise<{ readonly file: string; readonly line: number }> {
  const { file, lineText } = span.source!;
  const lines = (await readFile(join(examplesDir, file), 'utf8')).split('\n');
  return { file, line: lines.findIndex((line) => line.includes(lineText)) + 1 };
}
