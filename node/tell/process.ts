import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { isatty } from 'node:tty';

const maxArguments = 50;
const maxArgument = 500;

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Of `http://127.0.0.1:5005` or `http://[::1]:5005/…`; undefined for what is not on this machine. */
export function addressOf(url: string): Address | undefined {
  const { hostname: name, port } = URL.canParse(url) ? new URL(url) : { hostname: '', port: '' };
  const host = name === 'localhost' ? '127.0.0.1' : name.replace(/^\[|\]$/g, '');
  return (host === '127.0.0.1' || host === '::1') && port !== '' ? { host, port: Number(port) } : undefined;
}

/**
 * First line of every body (docs/protocol.md). Each thread speaks for itself over a connection of its own, so each is a process of its
 * own to the receiver. Child processes and threads belong to the same run, unless the editor has named it already.
 */
export function makeHello(): string {
  const id = randomBytes(8).toString('hex');
  process.env.SIDETRACE_RUN ??= `:${id}:`;
  return JSON.stringify({
    op: 'hello',
    v: 1,
    process: id,
    pid: process.pid,
    ppid: process.ppid,
    started: Math.floor(performance.timeOrigin),
    command: [process.execPath, ...process.argv.slice(1)]
      .slice(0, maxArguments)
      .map((word) => word.slice(0, maxArgument)),
    language: 'nodejs',
    executable: process.execPath,
    version: process.versions.node,
    cwd: orNull(() => process.cwd()),
    host: orNull(hostname),
    terminal: isatty(0),
    run: process.env.SIDETRACE_RUN,
  });
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
