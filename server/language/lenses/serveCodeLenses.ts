import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver/node';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import { nodeTimer } from '../../nodeTimer.ts';
import type { Service } from '../../service.ts';
import { filePath, type OpenDocuments } from '../openDocuments.ts';
import { CodeLenses } from './codeLenses.ts';

export interface CodeLensService {
  /** Tells what is known of the engine's traces until it is disposed. */
  start(
    service: Pick<Service, 'engine' | 'indexOpenFile'>,
    client: { readonly refreshes: boolean },
  ): Disposable;
}

/** Answers for code lenses. */
export function serveCodeLenses(connection: Connection, documents: OpenDocuments): CodeLensService {
  const log = (line: string): void => connection.console.log(line);
  let lenses: CodeLenses | undefined;
  let askedEarly = false;
  documents.onChange((path) => lenses?.documentChanged(path));
  const refresh = (): void => {
    connection
      .sendRequest(CodeLensRefreshRequest.type)
      .catch((error: unknown) => log(`code lenses: ${String(error)}`));
  };
  connection.onCodeLens(async ({ textDocument }) => {
    const path = filePath(textDocument.uri);
    if (lenses === undefined) askedEarly = true;
    return path === undefined ? [] : ((await lenses?.lenses(path)) ?? []);
  });
  return {
    start({ engine, indexOpenFile }, { refreshes }) {
      const own = new CodeLenses({
        traceCount: () => engine.store.traceCount(),
        calls: (names) => engine.store.recentCalls(names),
        openDocument: documents.get,
        indexFile: indexOpenFile,
        refresh: refreshes ? refresh : () => undefined,
        timer: nodeTimer,
        now: Date.now,
        log,
      });
      lenses = own;
      const listening = engine.onDelta(() => own.tracesChanged());
      if (refreshes && askedEarly) refresh();
      return {
        dispose() {
          listening.dispose();
          own.dispose();
        },
      };
    },
  };
}
