import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packExtension } from '../../scripts/setup/vsix.ts';
import { useWorkbench } from './harness/useWorkbench.ts';

const manifest = {
  name: 'throw-away',
  publisher: 'sidetrace-test',
  version: '0.0.1',
  license: 'MIT',
  engines: { vscode: '^1.105.0' },
  main: './extension.js',
  files: ['extension.js'],
  activationEvents: ['onStartupFinished'],
  contributes: { commands: [{ command: 'throwAway.open', title: 'Open Panel', category: 'Throw Away' }] },
};

const source = `
const vscode = require('vscode');
exports.activate = (context) => {
  const item = vscode.window.createStatusBarItem();
  item.text = 'throw-away: ready';
  item.show();
  context.environmentVariableCollection.replace('THROW_AWAY', 'from the extension');
  context.subscriptions.push(item, vscode.commands.registerCommand('throwAway.open', () => {
    const panel = vscode.window.createWebviewPanel('throwAway', 'Throw Away', vscode.ViewColumn.Beside, { enableScripts: true });
    panel.webview.onDidReceiveMessage((text) => { item.text = 'throw-away: ' + text; });
    panel.webview.html = '<button id="go">Go</button><script>const api = acquireVsCodeApi();' +
      'document.getElementById("go").onclick = () => api.postMessage("clicked");</script>';
  }));
};
`;

const directory = await mkdtemp(join(tmpdir(), 'st-harness-'));
afterAll(() => rm(directory, { recursive: true }));

async function makeExtension(): Promise<string> {
  const folder = join(directory, 'extension');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'extension.js'), source);
  await writeFile(join(folder, 'README.md'), 'A test extension.');
  return packExtension(folder, folder);
}

async function makeWorkspace(): Promise<string> {
  const folder = join(directory, 'project');
  await mkdir(join(folder, 'nested'), { recursive: true });
  await writeFile(
    join(folder, 'app.py'),
    Array.from({ length: 40 }, (_, at) => `line_${at + 1} = 1`).join('\n'),
  );
  await writeFile(join(folder, 'nested', 'other.py'), 'other = 1\n');
  return folder;
}

const workbench = useWorkbench(async () => ({
  workspace: await makeWorkspace(),
  extensions: [await makeExtension()],
  env: { GREETING: 'hello there' },
}));

it('activates an installed extension', async () => {
  await workbench()
    .statusBarItem(/^throw-away: ready$/)
    .waitFor();
});

it('runs a palette command, and clicks in its webview', async () => {
  await workbench().palette('Throw Away: Open Panel');
  const frame = await workbench().webviewFrame('#go');
  await frame.locator('#go').click();
  await workbench()
    .statusBarItem(/throw-away: clicked/)
    .waitFor();
});

it('opens a file at a line', async () => {
  await workbench().openFile('app.py', 12);
  expect(await workbench().cursorPosition()).toEqual({ file: 'app.py', line: 12, column: 1 });
  await workbench().openFile('nested/other.py');
});

it('types into the terminal and reads its output', async () => {
  const { terminal } = workbench();
  expect(await terminal.runToEnd('echo "$GREETING, $THROW_AWAY"; false')).toBe(1);
  expect(await terminal.text()).toContain('\nhello there, from the extension\n');
});

it('evaluates in the extension host, also after a reload', async () => {
  const count = () =>
    workbench().evaluate(
      (vscode, name) => vscode.workspace.findFiles(name).then((found) => found.length),
      '**/*.py',
    );
  expect(await count()).toBe(2);
  await workbench().reload();
  await workbench()
    .statusBarItem(/^throw-away: ready$/)
    .waitFor();
  expect(await count()).toBe(2);
});

it('switches themes', async () => {
  for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
    await workbench().setTheme(theme);
  }
});
