import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';

/** Long enough to finish typing an address. */
const pauseMs = 1500;

/** Calls back after files that may name a tracking server have changed, on the disk or in an editor. */
export function onSourceChange(listener: () => void): Disposable {
  const owned = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(listener, pauseMs);
  };
  owned.defer(() => clearTimeout(timer));
  const watcher = vscode.workspace.createFileSystemWatcher('**/{*.py,*.ipynb,.env,.env.*}');
  owned.register(watcher);
  for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
    owned.register(event(changed));
  }
  owned.register(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.languageId !== 'python' || contentChanges.length === 0) return;
      if (/tracking_uri|MlflowClient/i.test(document.getText())) changed();
    }),
  );
  return owned;
}
