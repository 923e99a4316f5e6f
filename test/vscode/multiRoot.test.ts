import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { ensureExamplesVenv } from '../../scripts/setup/examples.ts';
import { poll } from './harness/poll.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { CallHints } from './pages/CallHints.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const programTimeoutMs = 90_000;
const folders = ['kitchen', 'bar', 'later'] as const;
/** The functions stand on other lines, so that it shows which file was opened. */
const programOf = (folder: string, lines: number): string =>
  `import mlflow\n${'\n'.repeat(lines)}
@mlflow.trace
def order(dish):
    return f"{dish} from the ${folder}"


if __name__ == "__main__":
    order("soup")
`;

const workbench = useWorkbench(async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'st-roots-'));
  for (const [index, folder] of folders.entries()) {
    await mkdir(join(workspace, folder));
    await writeFile(join(workspace, folder, 'agent.py'), programOf(folder, index * 10));
  }
  const opened = { folders: [{ path: 'kitchen' }, { path: 'bar' }] };
  await writeFile(join(workspace, 'restaurant.code-workspace'), JSON.stringify(opened));
  return {
    workspace,
    workspaceFile: 'restaurant.code-workspace',
    extensions: [sidetraceVsix],
    path: [dirname(await ensureExamplesVenv())],
    settings: {
      'sidetrace.port': 0,
      'sidetrace.alsoListenOnOtlpPort': false,
      'sidetrace.showOnFirstTrace': false,
    },
  };
});
const hints = () => new CallHints(workbench());

beforeAll(async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor({ timeout: 60_000 });
});

async function open(folder: (typeof folders)[number]): Promise<void> {
  await workbench().evaluate(async (vscode, name) => {
    const [found] = await vscode.workspace.findFiles(`**/${name}/agent.py`);
    const [root] = (vscode.workspace.workspaceFolders ?? []).filter((one) => one.name === name);
    const uri = root ? vscode.Uri.joinPath(root.uri, 'agent.py') : found;
    if (!uri) throw new Error(`No agent.py in ${name}`);
    await vscode.window.showTextDocument(uri);
  }, folder);
}

/** In a new terminal of the folder; what it wrote to `result.txt` when it has ended. */
async function inTerminal(folder: string, command: string): Promise<string> {
  const path = join(workbench().server.workspace, folder);
  await workbench().evaluate(
    (vscode, [cwd = '', line = '']) =>
      vscode.window
        .createTerminal({ cwd })
        .sendText(`${line} > unfinished.txt; mv unfinished.txt result.txt`),
    [path, command],
  );
  const read = () => readFile(join(path, 'result.txt'), 'utf8').catch(() => undefined); // not there yet
  return poll(read, { what: `the end of ${command} in ${folder}`, timeoutMs: programTimeoutMs });
}

async function runIn(folder: string): Promise<void> {
  expect(await inTerminal(folder, 'python agent.py && echo ran')).toBe('ran\n');
  await rm(join(workbench().server.workspace, folder, 'result.txt'));
}

it('tells calls of one function name in two folders apart', async () => {
  await runIn('bar');
  await open('bar');
  await hints()
    .lens(/^1 run/)
    .waitFor({ timeout: 60_000 });
  await open('kitchen');
  await workbench().page.locator('.view-line', { hasText: 'from the kitchen' }).waitFor();
  await runIn('kitchen');
  await hints()
    .lens(/^1 run/)
    .waitFor({ timeout: 60_000 });
  await workbench().screenshot('roots-lenses');
});

it("opens a span's line in the folder whose program made it", async () => {
  await open('kitchen');
  await hints()
    .lens(/^1 run/)
    .locator('a')
    .first()
    .click();
  const panel = new TracesPanel(workbench());
  await (await panel.details()).getByRole('heading', { name: 'order' }).waitFor();
  await panel.clickSpan('order');
  await workbench().waitForVisibleLine({ file: 'agent.py', line: 4 });
});

it('follows a folder that is added while it runs, without a new server', async () => {
  const status = workbench().statusBarItem(/Sidetrace :\d+/);
  const before = await status.textContent();
  await workbench().evaluate(
    (vscode, path) => {
      const count = vscode.workspace.workspaceFolders?.length ?? 0;
      vscode.workspace.updateWorkspaceFolders(count, 0, { uri: vscode.Uri.file(path) });
    },
    join(workbench().server.workspace, 'later'),
  );
  const count = () => workbench().evaluate((vscode) => vscode.workspace.workspaceFolders?.length, undefined);
  await poll(async () => (await count()) === 3 || undefined, { what: 'the third folder' });
  await runIn('later');
  await open('later');
  await hints()
    .lens(/^1 run/)
    .waitFor({ timeout: 60_000 });
  expect(/:\d+/.exec((await status.textContent()) ?? '')?.[0]).toBe(/:\d+/.exec(before ?? '')?.[0]);
  await workbench().screenshot('roots-added');
});

it('leaves programs of the one folder alone where that is set', async () => {
  await workbench().evaluate(async (vscode) => {
    const bar = vscode.workspace.workspaceFolders?.find(({ name }) => name === 'bar');
    const settings = vscode.workspace.getConfiguration('sidetrace', bar?.uri);
    await settings.update('environment.enabled', false, vscode.ConfigurationTarget.WorkspaceFolder);
  }, undefined);
  // VS Code's server gives a terminal the variables of the folder whose file is in front, wherever the terminal is.
  await open('kitchen');
  expect(await inTerminal('kitchen', 'env')).toMatch(/^SIDETRACE_URL=/m);
  await open('bar');
  expect(await inTerminal('bar', 'env')).not.toMatch(/^SIDETRACE_URL=/m);
});
