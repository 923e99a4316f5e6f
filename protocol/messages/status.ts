/** What the status bar and the panel say about the server. */
export type ServerStatus =
  /** Not started: the user starts it by hand. */
  | { readonly state: 'stopped' }
  | { readonly state: 'starting' }
  | {
      readonly state: 'listening';
      readonly url: string;
      readonly port: number;
      readonly traceCount: number;
      readonly notices: readonly Notice[];
    }
  | { readonly state: 'failed'; readonly message: string; readonly remedy: string };

/** Something the user should know, with what to do; never a stack. */
export interface Notice {
  readonly code:
    | 'port-taken'
    | 'named-port-taken'
    | 'otel-too-new'
    /** It cannot make any. */
    | 'no-spans'
    /** It is set up to make none, or few. */
    | 'tracing-off'
    | 'spans-dropped'
    | 'database-corrupt'
    | 'database-newer'
    | 'database-failing';
  /** What it is about where `message` says more; absent: `message` is. Who has closed it does not see it again. */
  readonly id?: string;
  readonly message: string;
  readonly remedy: string;
  /** To be copied into a terminal; ours, never what somebody sent. */
  readonly command?: string;
}
