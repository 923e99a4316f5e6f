import type { ColourScheme, HistoryLimits, PathMapping, ProgramExit } from '../protocol/messages/language.ts';
import type { Notice } from '../protocol/messages/status.ts';
import { createEngine, type Engine } from './engine.ts';
import { nodeTimer } from './nodeTimer.ts';
import { createPriceOf, withCost } from './normalise/cost/computeCost.ts';
import { readOwnPrices } from './normalise/cost/ownPrices.ts';
import { normaliseSpan } from './normalise/normalise.ts';
import { AdviceBook } from './receive/adviceRoutes.ts';
import type { LoopbackAddress } from './receive/listen.ts';
import { createLiveProcesses } from './receive/liveProcesses.ts';
import { isAlive } from './receive/processAlive.ts';
import { type RouteDeps, receiverRoutes } from './receive/routes.ts';
import { type Receiver, startReceiver } from './receive/server.ts';
import { type AddressInFile, createSourceIndex, type SourceIndex } from './source/sourceIndex.ts';
import { defaultHistory } from './store/retention.ts';

export interface ServiceOptions {
  /** Absolute, or `:memory:`. */
  readonly databaseFile: string;
  readonly port: number;
  readonly previousPort?: number;
  readonly addresses?: readonly [LoopbackAddress, ...LoopbackAddress[]];
  readonly token?: string;
  readonly open?: boolean;
  /** Absolute. */
  readonly workspaceFolders: readonly string[];
  /** As `ServerOptions.excludes`. */
  readonly excludes?: Readonly<Record<string, unknown>>;
  /** As `ServerOptions.prices`. */
  readonly prices?: unknown;
  /** As `ServerOptions.pathMappings`. */
  readonly pathMappings?: readonly PathMapping[];
  /** As `ServerOptions.history`. */
  readonly history?: HistoryLimits;
}

/** An engine with its receiver: what the language server and the command line both run. */
export interface Service
  extends Pick<Receiver, 'url' | 'port' | 'token' | 'listenAlso' | 'listensOn' | 'stopListening'> {
  readonly engine: Engine;
  /** As they are now. */
  readonly notices: readonly Notice[];
  onNotices(listener: () => void): void;
  /** The tracking servers on this machine that the workspace's code names. */
  trackingAddresses(): Promise<readonly AddressInFile[]>;
  readonly indexOpenFile: SourceIndex['openFile'];
  readonly indexedFiles: SourceIndex['files'];
  readonly setPathMappings: SourceIndex['setPathMappings'];
  setEditorScheme(scheme: ColourScheme): void;
  /** Whoever started a program heard how it ended. */
  exited(exit: ProgramExit): void;
  /** Lets requests in progress end, then closes the store. Within 2 s. */
  close(): Promise<void>;
}

export type StartService = (options: ServiceOptions) => Promise<Service>;

export interface ServiceDeps extends Pick<RouteDeps, 'assetsDir' | 'version'> {
  /** The text of a file that is open in an editor; it goes before what the disk has. */
  readonly openText?: (path: string) => string | undefined;
  readonly log: (line: string) => void;
}

/** Rejects when the database cannot be opened or no port is free; nothing stays open then. */
export async function startService(deps: ServiceDeps, options: ServiceOptions): Promise<Service> {
  const { assetsDir, version, log, openText } = deps;
  const { databaseFile, workspaceFolders: folders, excludes } = options;
  const source = createSourceIndex({
    folders,
    ...(excludes && { excludes }),
    ...(openText && { openText }),
  });
  source.setPathMappings(options.pathMappings ?? []);
  const onError = (error: unknown): void => log(String(error));
  const own = readOwnPrices(options.prices);
  for (const problem of own.problems) log(problem);
  const priceOf = createPriceOf(own.prices);
  const engine = createEngine({
    databaseFile,
    normalise: (raw) => withCost(normaliseSpan(raw), priceOf),
    resolveSource: source.resolveSpan,
    textAsItRan: source.textAsItRan,
    localFile: source.localFile,
    findCallPlace: source.callPlace,
    search: source.search,
    history: options.history ?? defaultHistory,
    onError,
  });
  const advice = new AdviceBook();
  const address = { url: '' };
  const processes = createLiveProcesses({ engine, timer: nodeTimer, now: Date.now, isAlive, onError });
  const editor: { scheme?: ColourScheme } = {};
  const routes = receiverRoutes({
    engine,
    processes,
    advice,
    editorScheme: () => editor.scheme,
    assetsDir,
    version,
    url: () => address.url,
  });
  try {
    const receiver = await startReceiver({ ...options, routes, backlog: engine, log });
    address.url = receiver.url;
    return {
      ...receiver,
      engine,
      trackingAddresses: source.trackingAddresses,
      indexOpenFile: source.openFile,
      indexedFiles: source.files,
      setPathMappings: source.setPathMappings,
      get notices() {
        return [...engine.notices, ...receiver.notices, ...advice.notices];
      },
      onNotices(listener) {
        engine.onNotices(listener);
        advice.onChange(listener);
      },
      exited: (exit) => processes.exited(exit),
      setEditorScheme(scheme) {
        editor.scheme = scheme;
      },
      close() {
        // First: connections that end with us say nothing about their programs.
        processes.dispose();
        return receiver.close().finally(() => engine.dispose());
      },
    };
  } catch (error) {
    processes.dispose();
    engine.dispose();
    throw error;
  }
}
