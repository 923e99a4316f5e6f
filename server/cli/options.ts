import { parseArgs } from 'node:util';
import type { LoopbackAddress } from '../receive/listen.ts';

export interface ServeOptions {
  readonly addresses: readonly [LoopbackAddress, ...LoopbackAddress[]];
  /** Absent: the command's own default. */
  readonly port?: number;
  /** A path as given, or `:memory:`. */
  readonly database?: string;
  readonly workspaceFolders: readonly string[];
  readonly token?: string;
  readonly open: boolean;
}

export type CliCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'lsp' }
  | { readonly kind: 'serve'; readonly serve: ServeOptions }
  | {
      readonly kind: 'run';
      /** A receiver that runs already; absent: one of its own with `serve`. */
      readonly url?: string;
      readonly serve: ServeOptions;
      readonly command: readonly [string, ...string[]];
    };

/** A command line that cannot be meant; its message is for the user, the exit code is 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }

  static is(error: unknown): error is UsageError {
    return error instanceof Error && error.name === 'UsageError';
  }
}

const serveFlags = {
  host: { type: 'string' },
  port: { type: 'string' },
  db: { type: 'string' },
  workspace: { type: 'string', multiple: true },
  token: { type: 'string' },
  open: { type: 'boolean' },
} as const;
const help = { help: { type: 'boolean', short: 'h' } } as const;

/** Throws `UsageError`. `argv` is without the program's own name. */
export function parseCommandLine(argv: readonly string[]): CliCommand {
  const [name, ...rest] = argv;
  switch (name) {
    case 'serve':
      return parseServe(rest);
    case 'run':
      return parseRun(rest);
    case 'lsp':
      return parseLsp(rest);
    case '--version':
    case '-v':
      return { kind: 'version' };
    case 'help':
    case '--help':
    case '-h':
      return { kind: 'help' };
    case undefined:
      throw new UsageError('a command is missing');
    default:
      throw new UsageError(`there is no command ${JSON.stringify(name)}`);
  }
}

function parseServe(args: readonly string[]): CliCommand {
  const values = parseFlags(args, { ...serveFlags, ...help });
  return values.help ? { kind: 'help' } : { kind: 'serve', serve: serveOptions(values) };
}

function parseRun(args: readonly string[]): CliCommand {
  const at = args.indexOf('--');
  const own = at < 0 ? args : args.slice(0, at);
  if (at < 0 && !own.includes('--help') && !own.includes('-h')) throw noCommand();
  const values = parseFlags(own, { ...serveFlags, ...help, url: { type: 'string' } } as const);
  if (values.help) return { kind: 'help' };
  const [program, ...rest] = args.slice(at + 1);
  if (program === undefined) throw noCommand();
  const serve = serveOptions(values);
  const { url, help: _, ...others } = values;
  if (url === undefined) return { kind: 'run', serve, command: [program, ...rest] };
  const [other] = Object.keys(others);
  if (other) throw new UsageError(`--${other} is for a receiver of run's own; it cannot go with --url`);
  return { kind: 'run', url: receiverUrl(url), serve, command: [program, ...rest] };
}

function noCommand(): UsageError {
  return new UsageError('run needs a command after "--": run -- python app.py');
}

function parseLsp(args: readonly string[]): CliCommand {
  const values = parseFlags(args, { stdio: { type: 'boolean' }, ...help } as const);
  if (values.help) return { kind: 'help' };
  if (!values.stdio) throw new UsageError('lsp speaks over standard input and output only: lsp --stdio');
  return { kind: 'lsp' };
}

type Flags = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function parseFlags<T extends NonNullable<Flags>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Node's own words name the option; its advice after the first sentence does not fit here.
    throw new UsageError((error as Error).message.split('. ', 1)[0] ?? 'unknown option');
  }
}

interface ServeValues {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly db?: string | undefined;
  readonly workspace?: readonly string[] | undefined;
  readonly token?: string | undefined;
  readonly open?: boolean | undefined;
}

function serveOptions({ host, port, db, workspace, token, open }: ServeValues): ServeOptions {
  if (token !== undefined && open) throw new UsageError('--token and --open exclude each other');
  if (token !== undefined && !/^[\x21-\x7e]{8,}$/.test(token)) {
    throw new UsageError('--token needs at least 8 characters, without spaces');
  }
  if (db === '') throw new UsageError('--db needs a file, or :memory:');
  return {
    addresses: addressesOf(host ?? 'localhost'),
    ...(port !== undefined && { port: portNumber(port) }),
    ...(db !== undefined && { database: db }),
    workspaceFolders: workspace ?? [],
    ...(token !== undefined && { token }),
    open: open ?? false,
  };
}

function addressesOf(host: string): ServeOptions['addresses'] {
  switch (host.toLowerCase()) {
    case 'localhost':
      return ['127.0.0.1', '::1'];
    case '127.0.0.1':
      return ['127.0.0.1'];
    case '::1':
    case '[::1]':
      return ['::1'];
    default:
      throw new UsageError(
        `--host ${host}: Sidetrace listens on this machine only (localhost, 127.0.0.1, ::1), as traces hold prompts and keys. Use a tunnel such as "ssh -L" to reach it from elsewhere`,
      );
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port ${text}: a number from 0 (any free one) to 65535 is needed`);
}

function receiverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname)) return url.origin;
  throw new UsageError(`--url ${text}: the address of a running receiver is needed, http://127.0.0.1:5005`);
}
