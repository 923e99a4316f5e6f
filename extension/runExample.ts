import * as vscode from 'vscode';
import { pythonCommand } from './pythonCommand.ts';

const sample = `import mlflow


@mlflow.trace
def add(a, b):
    return a + b


@mlflow.trace(span_type="CHAIN")
def main():
    return add(1, 2)


print(main())
`;

/**
 * Runs the workspace's quick start, else opens a new file with a small traced program to run. Asks first where no
 * Python is on the PATH: a terminal may know one that we do not see.
 */
export async function runExample(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const [found] = await vscode.workspace.findFiles('**/quickstart.py', '**/{node_modules,.venv,venv}/**', 1);
  if (!found) {
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: sample });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
    return;
  }
  const command = pythonCommand(env) ?? (await pythonAnyway());
  if (command === undefined) return;
  const terminal = vscode.window.createTerminal({ cwd: vscode.Uri.joinPath(found, '..') });
  terminal.show(true);
  terminal.sendText(`${command} quickstart.py`);
}

async function pythonAnyway(): Promise<string | undefined> {
  const run = vscode.l10n.t('Run Anyway');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Sidetrace: no Python is on the PATH. Install Python 3.9 or newer, or choose an interpreter with the Python extension, and restart VS Code.',
    ),
    run,
  );
  return choice === run ? 'python' : undefined;
}
