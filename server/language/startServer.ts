import {
  CodeActionKind,
  type Connection,
  DidChangeWorkspaceFoldersNotification,
  type InitializeResult,
  RequestType,
  RequestType0,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type { Disposable } from '../../protocol/base/disposable.ts';
import {
  type AskParams,
  type ListenParams,
  type ListenResult,
  languageMethods,
  type PathMappingsParams,
  type ServerOptions,
  type ThemeParams,
  type TrackingAddresses,
} from '../../protocol/messages/language.ts';
import { type Ask, type Reply, RequestError } from '../../protocol/messages/requests.ts';
import { nodeTimer } from '../nodeTimer.ts';
import type { Service, ServiceDeps, ServiceOptions } from '../service.ts';
import { answerAsk } from './answerAsk.ts';
import { serveCodeActions } from './codeActions.ts';
import { serveCodeFeatures } from './codeFeatures.ts';
import { failureStatus } from './failure.ts';
import { spanActionKind } from './failures/spanActions.ts';
import { serveCodeLenses } from './lenses/serveCodeLenses.ts';
import { NamedPorts } from './namedPorts.ts';
import { trackOpenDocuments } from './openDocuments.ts';
import { readExit } from './readExit.ts';
import { readOptions } from './readOptions.ts';
import { shareDiagnostics } from './shareDiagnostics.ts';
import { createStatusSender } from './statusSender.ts';
import { serveThreadHints } from './threads/serveThreadHints.ts';
import { explainCommand } from './threads/threadDiagnostics.ts';
import { serveValues, valuesOptions } from './values/serveValues.ts';
import { pathsOf, WorkspaceFolders } from './workspaceFolders.ts';

export interface ServerDeps extends Pick<ServiceDeps, 'assetsDir' | 'version'> {
  readonly startService: (deps: ServiceDeps, options: ServiceOptions) => Promise<Service>;
  /** The page about threads, Markdown. */
  readonly threadsPage: string;
  /** Where the client names none. */
  readonly defaults: Pick<ServerOptions, 'databaseFile' | 'port'>;
}

export interface LanguageServer {
  /** Closes receiver and store, once; within 2 s. Never rejects. */
  close(): Promise<void>;
}

const askRequest = new RequestType<AskParams, Reply, void>(languageMethods.ask);
const addressesRequest = new RequestType0<TrackingAddresses, void>(languageMethods.trackingAddresses);
const listenRequest = new RequestType<ListenParams, ListenResult, void>(languageMethods.listenAlso);

/** What runs between start and shutdown. */
interface Started {
  readonly service: Service;
  readonly named: NamedPorts;
  readonly tellNotices: () => void;
  readonly hints?: Disposable;
  readonly lenses: Disposable;
  readonly code: Disposable;
  readonly values: Disposable;
}

/** Serves one client: the engine starts when the client is initialized and ends with `shutdown`. */
export function startServer(connection: Connection, deps: ServerDeps): LanguageServer {
  const documents = trackOpenDocuments(connection);
  const openText = documents.text;
  const log = (line: string): void => connection.console.log(line);
  const publisher = shareDiagnostics((uri, diagnostics) => {
    connection.sendDiagnostics({ uri, diagnostics }).catch((error: unknown) => log(String(error)));
  });
  const threads = serveThreadHints(connection, documents, { page: deps.threadsPage, publish: publisher() });
  const lenses = serveCodeLenses(connection, documents);
  const values = serveValues(connection, documents);
  const code = serveCodeFeatures(connection, documents, publisher());
  serveCodeActions(connection, [threads.actions, code.actions]);
  const status = createStatusSender(
    (next) => notify(connection, languageMethods.status, next, log),
    nodeTimer,
  );
  let refreshesLenses = false;
  let refreshesHints = false;
  const folders = new WorkspaceFolders();
  let options: ServerOptions = { ...deps.defaults, workspaceFolders: folders.paths };
  let starting: Promise<Started> | undefined;
  let closing: Promise<void> | undefined;

  const start = async (): Promise<Started> => {
    const service = await deps.startService({ ...deps, openText, log }, options);
    const { engine, url, port, notices } = service;
    engine.onDelta((delta) => {
      notify(connection, languageMethods.delta, delta, log);
      status.setTraceCount(delta.traceCount);
    });
    const named = new NamedPorts(service);
    const tellNotices = (): void => status.setNotices([...service.notices, ...named.notices]);
    service.onNotices(tellNotices);
    status.set({ state: 'listening', url, port, traceCount: engine.store.traceCount(), notices });
    for (const also of options.alsoListenOn ?? []) {
      if (also !== port && !(await service.listenAlso(also)))
        log(`Port ${also} is taken by another program.`);
    }
    await named.set(options.namedPorts ?? []);
    if (named.notices.length > 0) tellNotices();
    const hints = options.threadHints === false ? undefined : threads.start(engine, options.workspaceFolders);
    const ownLenses = lenses.start(service, {
      lenses: options.codeLens !== false,
      hovers: options.hover !== false,
      refreshes: refreshesLenses,
      links: options.commandLinks === true,
    });
    return {
      service,
      named,
      tellNotices,
      ...(hints && { hints }),
      lenses: ownLenses,
      values: values.start(service, valuesOptions(options, refreshesHints)),
      code: code.start(service, options),
    };
  };

  const started = async (): Promise<Started> => {
    if (!starting || closing) throw new RequestError('unavailable', 'The Sidetrace server is not running.');
    return starting.catch((error: unknown) => {
      throw new RequestError('unavailable', failureStatus(error).message);
    });
  };

  const ask: Ask = async (name, params, signal) => {
    const { service } = await started();
    return service.engine.ask(name, params, signal);
  };

  const close = async (): Promise<void> => {
    status.dispose();
    try {
      const running = await starting;
      running?.hints?.dispose();
      running?.lenses.dispose();
      running?.code.dispose();
      running?.values.dispose();
      await running?.service.close();
    } catch (error) {
      log(`While closing: ${String(error)}`);
    }
  };

  connection.onInitialize((params) => {
    const read = readOptions(params.initializationOptions, {
      ...deps.defaults,
      workspaceFolders: pathsOf(params.workspaceFolders),
    });
    folders.set(read.options.workspaceFolders);
    options = { ...read.options, workspaceFolders: folders.paths };
    refreshesLenses = params.capabilities.workspace?.codeLens?.refreshSupport === true;
    refreshesHints = params.capabilities.workspace?.inlayHint?.refreshSupport === true;
    if (read.problem !== undefined)
      log(`The start options cannot be read (${read.problem}): defaults are used.`);
    return capabilities(deps.version, options, code.capabilities(params, options));
  });
  connection.onInitialized(() => {
    status.set({ state: 'starting' });
    starting = start();
    starting.catch((error: unknown) => status.set(failureStatus(error)));
  });
  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event }) => folders.change(event));
  connection.onRequest(askRequest, (params, token) => answerAsk(ask, params, token));
  connection.onRequest(addressesRequest, async () => ({
    addresses: await (await started()).named.addresses(),
  }));
  connection.onRequest(listenRequest, async ({ ports }) => {
    const { named, tellNotices } = await started();
    const result = await named.set(ports);
    tellNotices();
    return result;
  });
  connection.onNotification(languageMethods.pathMappings, ({ mappings }: PathMappingsParams) => {
    started().then(
      ({ service }) => service.setPathMappings(mappings),
      () => undefined, // it did not start, and says so
    );
  });
  connection.onNotification(languageMethods.theme, ({ scheme }: ThemeParams) => {
    started().then(
      ({ service }) => service.setEditorScheme(scheme === 'dark' ? 'dark' : 'light'),
      () => undefined, // it did not start, and says so
    );
  });
  connection.onNotification(languageMethods.exited, (exit: unknown) => {
    const read = readExit(exit);
    if (read !== undefined)
      started().then(
        ({ service }) => service.exited(read),
        () => undefined, // it did not start, and says so
      );
  });
  const server: LanguageServer = {
    close: () => {
      closing ??= close();
      return closing;
    },
  };
  connection.onShutdown(() => server.close());
  connection.listen();
  return server;
}

function notify(connection: Connection, method: string, params: object, log: (line: string) => void): void {
  connection.sendNotification(method, params).catch((error: unknown) => log(`${method}: ${String(error)}`));
}

function capabilities(
  version: string,
  { codeLens, hover, inlayHints }: ServerOptions,
  others: ServerCapabilities,
): InitializeResult {
  return {
    capabilities: {
      ...others,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      textDocumentSync: TextDocumentSyncKind.Incremental,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, spanActionKind] },
      ...(codeLens !== false && { codeLensProvider: {} }),
      ...(hover !== false && { hoverProvider: true }),
      ...(inlayHints !== false && { inlayHintProvider: true }),
      executeCommandProvider: { commands: [explainCommand] },
      // All cells, whatever their language: they are counted.
      notebookDocumentSync: { notebookSelector: [{ notebook: { scheme: 'file' } }] },
    },
    serverInfo: { name: 'sidetrace', version },
  };
}
