import * as vscode from 'vscode';

const sample = `import mlflow


@mlflow.trace
def add(a, b):
    return a + b


@mlflow.trace(span_type="CHAIN")
def main():
    return add(1, 2)


print(main())
`;

/** Runs the workspace's quick start, else opens a new file with a small traced program to run. */
export async function runExample(): Promise<void> {
  const [found] = await vscode.workspace.findFiles('**/quickstart.py', '**/{node_modules,.venv,venv}/**', 1);
  if (!found) {
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: sample });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
    return;
  }
  const terminal = vscode.window.createTerminal({ cwd: vscode.Uri.joinPath(found, '..') });
  terminal.show(true);
  terminal.sendText('python quickstart.py');
}
