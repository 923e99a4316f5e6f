import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver/node';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import { nodeTimer } from '../../nodeTimer.ts';
import type { Service } from '../../service.ts';
import type { RecentCall } from '../../store/recentCalls.ts';
import { filePath, type OpenDocuments } from '../openDocuments.ts';
import type { CallsDeps } from './calledPlaces.ts';
import { type CallHoverDeps, callHover } from './callHover.ts';
import { CodeLenses } from './codeLenses.ts';

export interface LensesOptions {
  readonly lenses: boolean;
  readonly hovers: boolean;
  /** What the client can: ask anew for lenses, run a command behind a link. */
  readonly refreshes: boolean;
  readonly links: boolean;
}

export interface CodeLensService {
  /** Tells what is known of the engine's traces until it is disposed. */
  start(service: Pick<Service, 'engine' | 'indexOpenFile'>, options: LensesOptions): Disposable;
}

/** Texts of a hover are cut to a few lines. */
const maxText = 2_000;

/** Answers for code lenses and hovers. */
export function serveCodeLenses(connection: Connection, documents: OpenDocuments): CodeLensService {
  const log = (line: string): void => connection.console.log(line);
  let lenses: CodeLenses | undefined;
  let hovers: CallHoverDeps | undefined;
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
  connection.onHover(async ({ textDocument, position }) => {
    const path = filePath(textDocument.uri);
    if (path === undefined || hovers === undefined) return null;
    return (await callHover(hovers, path, position)) ?? null;
  });
  return {
    start({ engine, indexOpenFile }, options) {
      const calls: CallsDeps = {
        traceCount: () => engine.store.traceCount(),
        calls: (names) => engine.store.recentCalls(names).map((call) => callHere(call, engine.localFile)),
        openDocument: documents.get,
        indexFile: indexOpenFile,
      };
      const span: CallHoverDeps['span'] = async (ref) =>
        (await engine.ask('getSpan', { ...ref, maxText })).span;
      if (options.hovers) hovers = { ...calls, span, now: Date.now, links: options.links };
      if (!options.lenses) return { dispose: () => undefined };
      const onRefresh = options.refreshes ? refresh : () => undefined;
      const own = new CodeLenses({ ...calls, refresh: onRefresh, timer: nodeTimer, now: Date.now, log });
      lenses = own;
      const listening = engine.onDelta(() => own.tracesChanged());
      if (askedEarly) onRefresh();
      return {
        dispose() {
          listening.dispose();
          own.dispose();
        },
      };
    },
  };
}

function callHere(call: RecentCall, localFile: (recorded: string) => string): RecentCall {
  const { location } = call;
  return location === undefined
    ? call
    : { ...call, location: { ...location, file: localFile(location.file) } };
}
