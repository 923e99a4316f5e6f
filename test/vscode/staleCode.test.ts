import { expect, it } from 'vitest';
import { useExamples } from './harness/useExamples.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const workbench = useExamples(() => ({ 'sidetrace.port': 0, 'sidetrace.showOnFirstTrace': false }));

/** Of the quick start's traces, the newest first. */
const traceTest = 5;
const changed = 'Code changed since this run';

it('says nothing of code that is as it ran', async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor();
  expect(await workbench().terminal.runToEnd('python quickstart.py', 90_000)).toBe(0);
  const panel = new TracesPanel(workbench());
  await panel.open();
  await panel.waitForTraces(6);
  await panel.selectTrace(traceTest);
  await panel.clickSpan('add_1');
  await workbench().waitForVisibleLine({ file: 'quickstart.py', line: 20 });
  const details = await panel.details();
  await details.getByRole('button', { name: 'quickstart.py:20' }).waitFor();
  expect(await details.getByText(changed).count()).toBe(0);
});

it('opens the line of today, says that the code changed, and shows the diff', async () => {
  await edit('import asyncio\n', '# one more line\nimport asyncio\n');
  await edit('return x + 1', 'y = x + 2\n    return y');
  const panel = new TracesPanel(workbench());
  const details = await panel.details();
  await panel.clickSpan('minus_1');
  await details.getByRole('button', { name: 'quickstart.py:28' }).waitFor();
  expect(await details.getByText(changed).count()).toBe(0);
  await panel.clickSpan('add_1');
  await details.getByRole('button', { name: 'quickstart.py:21' }).waitFor();
  await details.getByText(changed).waitFor();
  await workbench().waitForVisibleLine({ file: 'quickstart.py', line: 21 });
  await workbench().screenshot('stale-details-dark');
  await details.getByRole('button', { name: 'Show diff' }).click();
  await expect.poll(shownDiff).toMatchObject({
    label: expect.stringMatching(/^add_1 — as it ran \d?\d:\d\d.* ↔ now$/),
    scheme: 'file',
    // Nothing but the function is another.
    differs: ['    y = x + 2', '    return y'],
    ran: ['    return x + 1'],
  });
  await workbench().page.locator('.monaco-diff-editor .line-insert').first().waitFor({ state: 'attached' });
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    await workbench().setTheme(theme);
    await workbench().screenshot(`stale-diff-${theme}`);
  }
  await workbench().setTheme('dark');
});

it('opens the file here of a program that ran elsewhere', async () => {
  const elsewhere = '/tmp/sidetrace-container/app';
  const run = `mkdir -p ${elsewhere} && cp quickstart.py ${elsewhere} && python ${elsewhere}/quickstart.py && rm -r ${elsewhere}`;
  expect(await workbench().terminal.runToEnd(run, 90_000)).toBe(0);
  const panel = new TracesPanel(workbench());
  await panel.waitForTraces(12);
  await panel.selectTrace(traceTest);
  await panel.clickSpan('minus_1');
  await workbench().waitForVisibleLine({ file: 'quickstart.py', line: 28 });
  await workbench().screenshot('stale-elsewhere');
});

it('opens the file of a mapped folder', async () => {
  const { folder } = await workbench().evaluate(async (vscode) => {
    const { uri } = vscode.workspace.workspaceFolders![0]!;
    const copy = vscode.Uri.joinPath(uri, 'mapped');
    await vscode.workspace.fs.copy(
      vscode.Uri.joinPath(uri, 'quickstart.py'),
      vscode.Uri.joinPath(copy, 'quickstart.py'),
    );
    return { folder: copy.path };
  }, undefined);
  await workbench().updateSettings({
    'sidetrace.pathMappings': { '/tmp/sidetrace-container/app': `\${workspaceFolder}/mapped` },
  });
  const panel = new TracesPanel(workbench());
  await panel.clickSpan('add_1');
  await expect.poll(shownFiles, { timeout: 30_000 }).toContain(`${folder}/quickstart.py`);
});

/** Of the examples' quick start, in the editor; nothing is saved. */
function edit(before: string, after: string): Promise<void> {
  return workbench().evaluate(
    async (vscode, [from, to]) => {
      const [file] = await vscode.workspace.findFiles('quickstart.py');
      const document = await vscode.workspace.openTextDocument(file!);
      const at = document.positionAt(document.getText().indexOf(from!));
      const change = new vscode.WorkspaceEdit();
      change.replace(
        document.uri,
        new vscode.Range(at, document.positionAt(document.offsetAt(at) + from!.length)),
        to!,
      );
      await vscode.workspace.applyEdit(change);
    },
    [before, after],
  );
}

function shownFiles(): Promise<readonly string[]> {
  return workbench().evaluate(
    (vscode) => vscode.window.visibleTextEditors.map(({ document }) => document.uri.path),
    undefined,
  );
}

/** The diff in the active tab: its name, and the lines that only one side has. */
function shownDiff() {
  return workbench().evaluate(async (vscode) => {
    const tab = vscode.window.tabGroups.all
      .map(({ activeTab }) => activeTab)
      .find((one) => one?.input instanceof vscode.TabInputTextDiff);
    if (!(tab?.input instanceof vscode.TabInputTextDiff)) return undefined;
    const { original, modified } = tab.input;
    const lines = async (uri: typeof original) =>
      (await vscode.workspace.openTextDocument(uri)).getText().split('\n');
    const [ran, now] = [await lines(original), await lines(modified)];
    return {
      label: tab.label,
      scheme: modified.scheme,
      differs: now.filter((line) => !ran.includes(line)),
      ran: ran.filter((line) => !now.includes(line)),
    };
  }, undefined);
}
