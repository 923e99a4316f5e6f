import {
  type Connection,
  DocumentSymbolRequest,
  type InitializeParams,
  type ServerCapabilities,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver/node';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import type { SymbolScope } from '../../../protocol/messages/language.ts';
import type { Service } from '../../service.ts';
import { filePath, type OpenDocuments } from '../openDocuments.ts';
import { documentSymbols } from './spanSymbols.ts';
import { workspaceSymbols } from './workspaceSymbols.ts';

type SymbolsSource = Pick<Service, 'engine' | 'indexOpenFile' | 'indexedFiles'>;

export interface SymbolsService {
  /** What is said at the start: a client that can be told later is told when there is a trace. */
  capabilities(params: InitializeParams, scope: SymbolScope): ServerCapabilities;
  start(service: SymbolsSource, scope: SymbolScope): Disposable;
}

/** Where several tell symbols of one document, an outline names them by this. */
const label = 'Sidetrace';

/** Spans among the symbols of documents and of the workspace, from the first trace on. */
export function serveSymbols(connection: Connection, documents: OpenDocuments): SymbolsService {
  const log = (line: string): void => connection.console.log(line);
  let source: SymbolsSource | undefined;
  let isTellable = false;
  const hasTraces = (): boolean => (source?.engine.store.traceCount() ?? 0) > 0;
  connection.onDocumentSymbol(async ({ textDocument }) => {
    const path = filePath(textDocument.uri);
    if (path === undefined || !hasTraces()) return [];
    const indexed = await source?.indexOpenFile(path);
    const document = documents.get(path);
    return indexed && document ? documentSymbols(document, indexed.symbols) : [];
  });
  connection.onWorkspaceSymbol(async ({ query }) =>
    source && hasTraces() ? workspaceSymbols(await source.indexedFiles(), query) : [],
  );
  const tell = async (scope: SymbolScope): Promise<void> => {
    await connection.client.register(WorkspaceSymbolRequest.type, {});
    if (scope === 'all')
      await connection.client.register(DocumentSymbolRequest.type, { documentSelector: null, label });
  };
  return {
    capabilities({ capabilities: { textDocument, workspace } }, scope) {
      isTellable =
        textDocument?.documentSymbol?.dynamicRegistration === true &&
        workspace?.symbol?.dynamicRegistration === true;
      if (isTellable || scope === 'off') return {};
      return { workspaceSymbolProvider: true, ...(scope === 'all' && { documentSymbolProvider: { label } }) };
    },
    start(service, scope) {
      if (scope === 'off') return { dispose: () => undefined };
      source = service;
      if (!isTellable) return { dispose: () => undefined };
      // An outline that was asked for too early would stay empty until the text changes.
      let isTold = false;
      const look = (): void => {
        if (isTold || !hasTraces()) return;
        isTold = true;
        tell(scope).catch((error: unknown) => log(`symbols: ${String(error)}`));
      };
      look();
      return service.engine.onDelta(look);
    },
  };
}
