import { pathToFileURL } from 'node:url';
import type { Connection } from 'vscode-languageserver/node';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import type { Engine } from '../../engine.ts';
import { nodeTimer } from '../../nodeTimer.ts';
import type { ActionSource } from '../codeActions.ts';
import { filePath, type OpenDocuments } from '../openDocuments.ts';
import type { Publish } from '../shareDiagnostics.ts';
import { explainCommand } from './threadDiagnostics.ts';
import { ThreadHints } from './threadHints.ts';

export interface ThreadHintsService {
  /** Tells what is known of the engine's traces until it is disposed. */
  start(engine: Engine, folders: readonly string[]): Disposable;
  readonly actions: ActionSource;
}

/** Answers for quick fixes and their explanation. `page`: absolute path of the page about threads. */
export function serveThreadHints(
  connection: Connection,
  documents: OpenDocuments,
  { page, publish }: { readonly page: string; readonly publish: Publish },
): ThreadHintsService {
  const log = (line: string): void => connection.console.log(line);
  let hints: ThreadHints | undefined;
  documents.onChange((path) => hints?.documentChanged(path));
  connection.onExecuteCommand(async ({ command }) => {
    if (command !== explainCommand) return;
    await connection.window.showDocument({ uri: pathToFileURL(page).href, takeFocus: true });
  });
  return {
    async actions(uri, range) {
      const path = filePath(uri);
      return path === undefined ? [] : ((await hints?.actions(path, range)) ?? []);
    },
    start({ store, onDelta, localFile }, folders) {
      const own = new ThreadHints({
        splits: () =>
          store.splits().map((split) => ({ ...split, at: { ...split.at, file: localFile(split.at.file) } })),
        openDocument: documents.get,
        folders,
        publish,
        timer: nodeTimer,
        log,
      });
      hints = own;
      const listening = onDelta(() => own.tracesChanged());
      return {
        dispose() {
          listening.dispose();
          own.dispose();
        },
      };
    },
  };
}
