import { CodeLensRefreshRequest, type Connection, RequestType } from 'vscode-languageserver/node';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import type { CallsAt, CallsAtParams } from '../../../protocol/messages/calls.ts';
import { languageMethods } from '../../../protocol/messages/language.ts';
import { nodeTimer } from '../../nodeTimer.ts';
import type { Service } from '../../service.ts';
import type { OpenDocuments } from '../openDocuments.ts';
import type { CallsDeps } from './calledPlaces.ts';
import { callHere } from './callHere.ts';
import { type CallHoverDeps, callHover } from './callHover.ts';
import { type CallsAtDeps, callsAt } from './callsAt.ts';
import { createCodeLenses } from './codeLenses.ts';

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

const callsAtRequest = new RequestType<CallsAtParams, CallsAt, void>(languageMethods.callsAt);

/** Texts of a hover are cut to a few lines. */
const maxText = 2_000;

/** Answers for code lenses and hovers. */
export function serveCodeLenses(connection: Connection, documents: OpenDocuments): CodeLensService {
  const log = (line: string): void => connection.console.log(line);
  let lenses: ReturnType<typeof createCodeLenses> | undefined;
  let hovers: CallHoverDeps | undefined;
  let choices: CallsAtDeps | undefined;
  let askedEarly = false;
  documents.onCodeChange((uri) => lenses?.documentChanged(uri));
  const refresh = (): void => {
    connection
      .sendRequest(CodeLensRefreshRequest.type)
      .catch((error: unknown) => log(`code lenses: ${String(error)}`));
  };
  connection.onCodeLens(async ({ textDocument }) => {
    if (lenses === undefined) askedEarly = true;
    return (await lenses?.answer(textDocument.uri)) ?? [];
  });
  connection.onHover(async ({ textDocument, position }) => {
    return (hovers && (await callHover(hovers, textDocument.uri, position))) ?? null;
  });
  connection.onRequest(callsAtRequest, async (params) =>
    choices ? callsAt(choices, params) : { calls: [], total: 0 },
  );
  return {
    start({ engine, indexOpenFile }, options) {
      const calls: CallsDeps = {
        traceCount: () => engine.store.traceCount(),
        calls: (names) => engine.store.recentCalls(names).map((call) => callHere(call, engine.localFile)),
        openCode: documents.code,
        indexFile: indexOpenFile,
      };
      const span: CallHoverDeps['span'] = async (ref) =>
        (await engine.ask('getSpan', { ...ref, maxText })).span;
      choices = { ...calls, span };
      if (options.hovers) hovers = { ...calls, span, now: Date.now, links: options.links };
      if (!options.lenses) return { dispose: () => undefined };
      const onRefresh = options.refreshes ? refresh : () => undefined;
      const own = createCodeLenses({ ...calls, refresh: onRefresh, timer: nodeTimer, now: Date.now, log });
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
