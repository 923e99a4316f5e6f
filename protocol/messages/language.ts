import type { ValuesMode } from './values.ts';

/**
 * The language server's own methods beside LSP proper. Params and results are plain data from this folder.
 */
export const languageMethods = {
  /** request: `AskParams` → `Reply` */
  ask: 'sidetrace/ask',
  /** request: nothing → `TrackingAddresses` */
  trackingAddresses: 'sidetrace/trackingAddresses',
  /** request: `ListenParams` → `ListenResult` */
  listenAlso: 'sidetrace/listenAlso',
  /** request: `LineValuesParams` → `LineValues`, of an open document */
  lineValues: 'sidetrace/lineValues',
  /** notification server → client: what was answered to `lineValues` is no longer so; at most twice a second */
  valuesChanged: 'sidetrace/valuesChanged',
  /** notification client → server: `PathMappingsParams`; whenever they have changed */
  pathMappings: 'sidetrace/pathMappings',
  /** request: `CallsAtParams` → `CallsAt` */
  callsAt: 'sidetrace/callsAt',
  /** notification client → server: `ProgramExit` */
  exited: 'sidetrace/exited',
  /** notification client → server: `ThemeParams`; after the start and with every other theme */
  theme: 'sidetrace/theme',
  /** notification server → client: `Delta` */
  delta: 'sidetrace/delta',
  /** notification server → client: `ServerStatus` */
  status: 'sidetrace/status',
} as const;

/**
 * The editor's own command behind a code lens; its argument is the newest call's `SpanRef`. Where there are several, a
 * second one says whose they are (`CallsAtParams`), so that the editor may ask for them and let the user choose.
 */
export const revealSpanCommand = 'sidetrace.revealSpan';

/** The editor's own commands behind code actions; their argument is a `SpanRef`. */
export const copyCallCommand = 'sidetrace.copyCall';
export const breakOnNextCallCommand = 'sidetrace.breakOnNextCall';

/** How lines are marked whose function raised in its last call. */
export const failureSeverities = ['off', 'hint', 'information', 'warning', 'error'] as const;
export type FailureSeverity = (typeof failureSeverities)[number];

/** Where spans are among the symbols: nowhere, in the search of the workspace, in the outlines of documents too. */
export const symbolScopes = ['off', 'workspace', 'all'] as const;
export type SymbolScope = (typeof symbolScopes)[number];

export interface AskParams {
  readonly name: string;
  readonly params: unknown;
}

/** A tracking server on this machine that the workspace's code names for MLflow. */
export interface TrackingAddress {
  /** `localhost`, `127.0.0.1` or `[::1]`, as written. */
  readonly host: string;
  readonly port: number;
  /** Absolute path. */
  readonly file: string;
  /** Counted from 1; in a notebook, in its cell. */
  readonly line: number;
  /** Who accepts connections there now. */
  readonly listener: 'nobody' | 'sidetrace' | 'other';
}

export interface TrackingAddresses {
  readonly addresses: readonly TrackingAddress[];
}

/** Every port that is to be listened on beside the receiver's own and `ServerOptions.alsoListenOn`'s; others are given back. */
export interface ListenParams {
  readonly ports: readonly number[];
}

export interface ListenResult {
  /** Ports that are not to be had. */
  readonly taken: readonly number[];
}

/** A folder as programs elsewhere call it (in a container, on another machine), and here; both absolute. */
export interface PathMapping {
  readonly remoteRoot: string;
  readonly localRoot: string;
}

/** All of them: what was said before counts no more. */
export interface PathMappingsParams {
  readonly mappings: readonly PathMapping[];
}

export type ColourScheme = 'dark' | 'light';

/** The editor's: a frame in its notebooks cannot see it. */
export interface ThemeParams {
  readonly scheme: ColourScheme;
}

/** How a program ended that a terminal, a task or a debugger had started; one of `runId` and `pid` names it. */
export interface ProgramExit {
  /** As SIDETRACE_RUN has it. */
  readonly runId?: string;
  /** Of the program or of the shell that started it. */
  readonly pid?: number;
  readonly exitCode: number;
  /** When it began, milliseconds since the epoch: others of the same shell have ended before. */
  readonly sinceMs?: number;
}

/** How much is kept of what is not pinned; of each, 0 is without a bound. */
export interface HistoryLimits {
  readonly traces: number;
  readonly days: number;
  readonly megabytes: number;
}

/** `initializationOptions` of the language server. */
export interface ServerOptions {
  /** Absolute path of the database file. */
  readonly databaseFile: string;
  /** First port to try; 0 takes any free one. */
  readonly port: number;
  /** The port before a restart or reload: programs in open terminals still send there. */
  readonly previousPort?: number;
  /** Further ports that are taken where they are free (4318, OTLP's own), without a word where they are not. */
  readonly alsoListenOn?: readonly number[];
  /** As `ListenParams.ports`, at the start; one that is taken becomes a notice. */
  readonly namedPorts?: readonly number[];
  /** Absolute folder paths that are indexed for source links. */
  readonly workspaceFolders: readonly string[];
  /** What is left out of that index: `files.exclude` of VS Code, as it was at the start. */
  readonly excludes?: Readonly<Record<string, unknown>>;
  /** The user's prices as the setting has them, `{model: {input, output, cachedInput?, cacheWrite?}}`; read by `readOwnPrices`. */
  readonly prices?: unknown;
  /** Of the setting and of debug sessions, as they are at the start. */
  readonly pathMappings?: readonly PathMapping[];
  /** The server's own where it is missing. */
  readonly history?: HistoryLimits;
  /** Hints at lines that give work to threads without the context; on unless `false`. */
  readonly threadHints?: boolean;
  /** Code lenses at functions and blocks that were called; on unless `false`. */
  readonly codeLens?: boolean;
  /** Hovers at the names of functions that were called; on unless `false`. */
  readonly hover?: boolean;
  /** Inlay hints with the values of calls; on unless `false`. An editor that shows `lineValues` by itself leaves them out. */
  readonly inlayHints?: boolean;
  /** What inlay hints tell: `lastRun` and 80 characters unless given. */
  readonly values?: { readonly mode?: ValuesMode; readonly maxLength?: number };
  /** The editor runs `revealSpanCommand` behind a link in a hover; without it there is none. */
  readonly commandLinks?: boolean;
  /** An address that the editor opens with `?trace=TRACEID&span=SPANID` behind it by showing that span. */
  readonly spanUri?: string;
  /** The editor has `copyCallCommand` and `breakOnNextCallCommand`; without them they are not offered. */
  readonly spanCommands?: boolean;
  /** Marks at lines that raised; `information` where it is missing. */
  readonly diagnostics?: FailureSeverity;
  /** Where spans are among the symbols; `workspace` where it is missing. */
  readonly symbols?: SymbolScope;
}
