import { pathToFileURL } from 'node:url';
import { CodeActionKind, type Connection } from 'vscode-languageserver/node';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import type { Engine } from '../../engine.ts';
import { nodeTimer } from '../../nodeTimer.ts';
import { filePath, type OpenDocuments } from '../openDocuments.ts';
import { explainCommand } from './threadDiagnostics.ts';
import { ThreadHints } from './threadHints.ts';

export interface ThreadHintsService {
  /** Tells what is known of the engine's traces until it is disposed. */
  start(engine: Engine, folders: readonly string[]): Disposable;
}

/** Answers for quick fixes and their explanation. `page`: absolute path of the page about threads. */
export function serveThreadHints(
  connection: Connection,
  documents: OpenDocuments,
  page: string,
): ThreadHintsService {
  const log = (line: string): void => connection.console.log(line);
  let hints: ThreadHints | undefined;
  documents.onChange((path) => hints?.documentChanged(path));
  connection.onCodeAction(async ({ textDocument, range, context: { only } }) => {
    const path = filePath(textDocument.uri);
    const isAsked = only === undefined || only.some((kind) => isWithin(CodeActionKind.QuickFix, kind));
    return path === undefined || !isAsked ? [] : [...((await hints?.actions(path, range)) ?? [])];
  });
  connection.onExecuteCommand(async ({ command }) => {
    if (command !== explainCommand) return;
    await connection.window.showDocument({ uri: pathToFileURL(page).href, takeFocus: true });
  });
  return {
    start({ store, onDelta, localFile }, folders) {
      const own = new ThreadHints({
        splits: () =>
          store.splits().map((split) => ({ ...split, at: { ...split.at, file: localFile(split.at.file) } })),
        openDocument: documents.get,
        folders,
        publish: (uri, diagnostics) => {
          connection.sendDiagnostics({ uri, diagnostics }).catch((error: unknown) => log(String(error)));
        },
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

/** `quickfix` is within `quickfix` and within everything (the empty kind). */
function isWithin(kind: string, asked: string): boolean {
  return asked === '' || kind === asked || kind.startsWith(`${asked}.`);
}
