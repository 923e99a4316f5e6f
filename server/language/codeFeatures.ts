import type { Connection, InitializeParams, ServerCapabilities } from 'vscode-languageserver/node';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { ServerOptions, SymbolScope } from '../../protocol/messages/language.ts';
import type { Service } from '../service.ts';
import type { ActionSource } from './codeActions.ts';
import { serveDefinitions } from './definitions/serveDefinitions.ts';
import { serveFailures } from './failures/serveFailures.ts';
import type { OpenDocuments } from './openDocuments.ts';
import type { Publish } from './shareDiagnostics.ts';
import { serveSymbols } from './symbols/serveSymbols.ts';

export interface CodeFeatures {
  /** What a client is told of them at the start. */
  capabilities(params: InitializeParams, options: ServerOptions): ServerCapabilities;
  start(service: Service, options: ServerOptions): Disposable;
  readonly actions: ActionSource;
}

/** Marks at lines that raised with their code actions, spans as symbols, the way from a tool's name to its function. */
export function serveCodeFeatures(
  connection: Connection,
  documents: OpenDocuments,
  publish: Publish,
): CodeFeatures {
  const failures = serveFailures(documents, publish, (line) => connection.console.log(line));
  const symbols = serveSymbols(connection, documents);
  const definitions = serveDefinitions(connection, documents);
  let links = false;
  return {
    actions: failures.actions,
    capabilities(params, options) {
      links = params.capabilities.textDocument?.definition?.linkSupport === true;
      return {
        definitionProvider: true,
        ...symbols.capabilities(params, symbolScope(options)),
      };
    },
    start(service, options) {
      const owned = new DisposableStore();
      owned.register(
        failures.start(service, {
          severity: options.diagnostics ?? 'information',
          folders: options.workspaceFolders,
          spanUri: options.spanUri,
          links: options.commandLinks === true,
          commands: options.spanCommands === true,
        }),
      );
      owned.register(symbols.start(service, symbolScope(options)));
      definitions.start(service, { links });
      return owned;
    },
  };
}

/** An outline that the language's own extension fills already would have each function twice. */
function symbolScope({ symbols = 'workspace' }: ServerOptions): SymbolScope {
  return symbols;
}
