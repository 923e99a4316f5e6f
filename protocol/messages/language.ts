/**
 * The language server's own methods beside LSP proper. Params and results are plain data from this folder.
 */
export const languageMethods = {
  /** request: `AskParams` → `Reply` */
  ask: 'sidetrace/ask',
  /** notification server → client: `Delta` */
  delta: 'sidetrace/delta',
  /** notification server → client: `ServerStatus` */
  status: 'sidetrace/status',
} as const;

export interface AskParams {
  readonly name: string;
  readonly params: unknown;
}

/** `initializationOptions` of the language server. */
export interface ServerOptions {
  /** Absolute path of the database file. */
  readonly databaseFile: string;
  /** First port to try; 0 takes any free one. */
  readonly port: number;
  /** The port before a restart or reload: programs in open terminals still send there. */
  readonly previousPort?: number;
  /** Further ports that are taken where they are free (4318, OTLP's own). */
  readonly alsoListenOn?: readonly number[];
  /** Absolute folder paths that are indexed for source links. */
  readonly workspaceFolders: readonly string[];
}
