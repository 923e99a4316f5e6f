import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { ensureExamplesVenv } from '../../scripts/setup/examples.ts';
import { poll } from './harness/poll.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { CodeValues } from './pages/CodeValues.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const programTimeoutMs = 90_000;
const cells = [
  'import mlflow',
  '@mlflow.trace(span_type="TOOL")\ndef calculate_tip(bill, percentage):\n    return round(bill * percentage / 100, 2)',
  '%%time\n\nfor percentage in (15, 18, 22):\n    with mlflow.start_span("one bill"):\n        calculate_tip(187.32, percentage)',
  'mlflow.flush_trace_async_logging()',
];

const workbench = useWorkbench(async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'st-cells-'));
  const kernelspec = { name: 'python3', language: 'python', display_name: 'Python 3' };
  const notebook = {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: { kernelspec, language_info: { name: 'python' } },
    cells: cells.map((source) => ({
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source,
    })),
  };
  await writeFile(join(workspace, 'tips.ipynb'), JSON.stringify(notebook));
  return {
    workspace,
    extensions: [sidetraceVsix],
    path: [dirname(await ensureExamplesVenv())],
    settings: {
      'sidetrace.port': 0,
      'sidetrace.alsoListenOnOtlpPort': false,
      'sidetrace.showOnFirstTrace': false,
    },
  };
});

/** By what a cell says, its lenses. */
function lensesOf(text: string): Locator {
  return workbench().page.locator('.code-cell-row', { hasText: text }).locator('.codelens-decoration');
}

beforeAll(async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor({ timeout: 60_000 });
  expect(await workbench().terminal.runToEnd('jupyter execute tips.ipynb', programTimeoutMs)).toBe(0);
  await workbench().evaluate(async (vscode) => {
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    const [file] = await vscode.workspace.findFiles('*.ipynb');
    await vscode.commands.executeCommand('vscode.openWith', file, 'jupyter-notebook');
  }, undefined);
});

it('says above the functions and blocks of each cell what their calls in the kernel came to', async () => {
  await lensesOf('def')
    .filter({ hasText: /^3 runs · p50 / })
    .waitFor({ timeout: 60_000 });
  await lensesOf('start_span')
    .filter({ hasText: /^3 runs · p50 / })
    .waitFor({ timeout: 60_000 });
  expect(await lensesOf('import').count()).toBe(0);
  await workbench().screenshot('cells-lenses');
});

it('shows behind the line of a function in a cell what its last call took and gave', async () => {
  const code = new CodeValues(workbench());
  const values = async () => (await code.values()).map(({ code: line, value }) => `${line} ${value}`);
  await expect
    .poll(values, { timeout: 60_000 })
    .toContain('def calculate_tip(bill, percentage): calculate_tip(bill=187.32, percentage=22) → 41.21');
});

it('follows what is typed in a cell, without its being saved or run', async () => {
  await workbench().evaluate(async (vscode) => {
    const [notebook] = vscode.workspace.notebookDocuments;
    if (!notebook) throw new Error('No notebook is open');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(notebook.cellAt(1).document.uri, new vscode.Position(0, 0), '# What a waiter gets.\n');
    await vscode.workspace.applyEdit(edit);
  }, undefined);
  const lens = lensesOf('def').filter({ hasText: /^3 runs/ });
  const comment = workbench().page.locator('.code-cell-row .view-line', { hasText: 'waiter' });
  await poll(
    async () => {
      const [above, below] = [await comment.boundingBox(), await lens.boundingBox()];
      return (above && below && above.y < below.y) || undefined;
    },
    { what: 'the lens below the new line' },
  );
  await workbench().screenshot('cells-edited');
});

it('lets the user choose one of the calls, and shows it', async () => {
  await lensesOf('def')
    .filter({ hasText: /^3 runs/ })
    .locator('a')
    .first()
    .click();
  const choice = workbench().page.locator('.quick-input-widget');
  const rows = choice.locator('.quick-input-list .monaco-list-row');
  await rows.filter({ hasText: 'percentage=18' }).waitFor();
  expect(await rows.count()).toBe(3);
  await workbench().screenshot('cells-choice');
  await rows.filter({ hasText: 'percentage=18' }).click();
  const details = await new TracesPanel(workbench()).details();
  await details.getByRole('heading', { name: 'calculate_tip' }).waitFor();
  await details.getByText('33.72').first().waitFor();
});
