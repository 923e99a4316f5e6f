import {
  type Connection,
  type InlayHint,
  InlayHintRefreshRequest,
  NotificationType0,
  RequestType,
} from 'vscode-languageserver/node';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import { languageMethods, type ServerOptions } from '../../../protocol/messages/language.ts';
import { type LineValues, type LineValuesParams, valueLengths } from '../../../protocol/messages/values.ts';
import { nodeTimer } from '../../nodeTimer.ts';
import type { Service } from '../../service.ts';
import type { CallHint, RecentCall } from '../../store/recentCalls.ts';
import { callHere } from '../lenses/callHere.ts';
import type { OpenDocuments } from '../openDocuments.ts';
import { Told } from '../told.ts';
import { EditTimes } from './editTimes.ts';
import { inlayHintsOf } from './inlayHints.ts';
import { type LineValuesDeps, readLineValues, type ValuesOptions } from './readLineValues.ts';
import { SpanValues } from './spanValues.ts';
import { StaleCalls } from './staleCalls.ts';

export interface ServeValuesOptions {
  /** Those of inlay hints; a client that asks for values by itself says what it wants. */
  readonly hints: ValuesOptions;
  /** What the client can: ask anew for inlay hints, run a command behind a link. */
  readonly refreshesHints: boolean;
  readonly links: boolean;
}

export interface ValuesService {
  /** Tells what is known of the engine's traces until it is disposed. */
  start(service: Pick<Service, 'engine' | 'indexOpenFile'>, options: ServeValuesOptions): Disposable;
}

const lineValuesRequest = new RequestType<LineValuesParams, LineValues, void>(languageMethods.lineValues);
const changedNotification = new NotificationType0(languageMethods.valuesChanged);
const none: LineValues = { values: [], marks: [] };
/** Texts are cut to a few words. */
const maxText = 2_000;

export function valuesOptions(
  { values, commandLinks }: ServerOptions,
  refreshesHints: boolean,
): ServeValuesOptions {
  const { mode = 'lastRun', maxLength = valueLengths.usual } = values ?? {};
  return { hints: { mode, maxLength, marks: false }, refreshesHints, links: commandLinks === true };
}

/** Answers for the values behind lines and the marks beside them: as inlay hints, and as `languageMethods.lineValues`. */
export function serveValues(connection: Connection, documents: OpenDocuments): ValuesService {
  const log = (line: string): void => connection.console.log(line);
  const edits = new EditTimes(documents);
  /** How each document was asked for last. */
  const asked = new Map<string, ValuesOptions>();
  const uses = { values: false, hints: false };
  let running: { readonly told: Told<LineValues>; readonly options: ServeValuesOptions } | undefined;
  documents.onCodeChange((uri) => {
    edits.changed(uri);
    if (documents.code(uri) === undefined) asked.delete(uri);
    running?.told.documentChanged(uri);
  });
  const refresh = ({ refreshesHints }: ServeValuesOptions): void => {
    if (uses.values) sent(connection.sendNotification(changedNotification), log);
    if (uses.hints && refreshesHints) sent(connection.sendRequest(InlayHintRefreshRequest.type), log);
  };
  const answer = async (uri: string, options: ValuesOptions): Promise<LineValues> => {
    asked.set(uri, options);
    return (await running?.told.answer(uri)) ?? none;
  };
  connection.onRequest(lineValuesRequest, ({ uri, ...options }) => {
    uses.values = true;
    return answer(uri, options);
  });
  connection.languages.inlayHint.on(async ({ textDocument, range }): Promise<InlayHint[]> => {
    uses.hints = true;
    if (running === undefined) return [];
    const { uri } = textDocument;
    const { values } = await answer(uri, running.options.hints);
    return inlayHintsOf(values, documents.code(uri)?.document, range);
  });
  return {
    start(service, options) {
      const deps = depsOf(service, { documents, edits, links: options.links });
      const read = (uri: string) => readLineValues(deps, uri, asked.get(uri) ?? options.hints);
      const isOpen = (uri: string): boolean => documents.code(uri) !== undefined;
      const told = new Told({ read, isOpen, refresh: () => refresh(options), timer: nodeTimer, log });
      running = { told, options };
      const listening = service.engine.onDelta(() => told.tracesChanged());
      // Who asked before this was answered with nothing.
      refresh(options);
      return {
        dispose() {
          running = undefined;
          listening.dispose();
          told.dispose();
        },
      };
    },
  };
}

interface Here {
  readonly documents: OpenDocuments;
  readonly edits: EditTimes;
  readonly links: boolean;
}

function depsOf(
  { engine, indexOpenFile }: Pick<Service, 'engine' | 'indexOpenFile'>,
  { documents, edits, links }: Here,
): LineValuesDeps {
  const spans = new SpanValues(async (ref) => (await engine.ask('getSpan', { ...ref, maxText })).span);
  const here = (call: RecentCall): RecentCall => callHere(call, engine.localFile);
  const stale = new StaleCalls((hash) => engine.store.codeText(hash));
  return {
    traceCount: () => engine.store.traceCount(),
    calls: (names) => engine.store.recentCalls(names).map(here),
    openCode: documents.code,
    indexFile: indexOpenFile,
    selectCalls: (isWanted) =>
      engine.store.selectCalls((call) => isWanted(hintHere(call, engine.localFile))).map(here),
    newestRun: () => engine.store.newestRun(),
    span: (call) => spans.of(call),
    editedMs: (uri) => edits.editedMs(uri),
    seenIn: (uri) => edits.seenIn(uri),
    isStale: (call, document) => stale.is(call, document),
    now: Date.now,
    links,
  };
}

function hintHere(call: CallHint, localFile: (recorded: string) => string): CallHint {
  const { callSite } = call;
  return callSite === undefined
    ? call
    : { ...call, callSite: { ...callSite, file: localFile(callSite.file) } };
}

function sent(message: Promise<unknown>, log: (line: string) => void): void {
  message.catch((error: unknown) => log(`values: ${String(error)}`));
}
