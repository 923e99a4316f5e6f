import { createServer, type RequestListener, type Server } from 'node:http';
import type { Notice } from '../../protocol/messages/status.ts';
import { type Occupant, whoListens } from './occupant.ts';

export interface ConnectionLimits {
  readonly maxConnections: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** SDKs keep connections in a pool; a close in the moment they send again costs them the request. */
  readonly keepAliveMs: number;
  /** How long requests in progress may go on after `close`. */
  readonly closeMs: number;
}

export const defaultConnectionLimits: ConnectionLimits = {
  maxConnections: 1024,
  headersMs: 60_000,
  keepAliveMs: 10 * 60_000,
  closeMs: 1500,
};

/** Loopback addresses; the first must be there, the others only where the machine has them. */
export type LoopbackAddress = '127.0.0.1' | '::1';

export interface ListenOptions {
  readonly addresses: readonly [LoopbackAddress, ...LoopbackAddress[]];
  /** First port to try; 0 takes any free one. */
  readonly port: number;
  /** The port this receiver had before it was restarted: programs still send there. */
  readonly previousPort?: number;
  readonly limits: ConnectionLimits;
  readonly log: (line: string) => void;
}

export interface Listeners {
  readonly port: number;
  readonly servers: readonly Server[];
  readonly notices: readonly Notice[];
}

const backlog = 511;
const portsToSearch = 20;

/** Listens on one port for all addresses: the wanted one, else the next free one, and says who has the wanted one. */
export async function listen(handle: RequestListener, options: ListenOptions): Promise<Listeners> {
  const { port: wanted, previousPort } = options;
  for (const port of candidates(wanted, previousPort)) {
    const servers = await listenOn(handle, port, options);
    if (!servers) continue;
    const actual = portOf(servers[0]);
    if (wanted === 0 || actual === wanted || actual === previousPort)
      return { port: actual, servers, notices: [] };
    const notice = portTaken(wanted, actual, await whoListens(wanted));
    return { port: actual, servers, notices: [notice] };
  }
  throw new Error(`no free port from ${wanted} on`);
}

function candidates(wanted: number, previous: number | undefined): readonly number[] {
  const next = wanted === 0 ? [] : Array.from({ length: portsToSearch }, (_, index) => wanted + index);
  // Any free one at last; asked for more than once, as the second address may be taken on it.
  return [...(previous ? [previous] : []), ...next.filter((port) => port < 65_536), 0, 0, 0, 0];
}

/** `undefined` when another program has the port on one of the addresses. */
export async function listenOn(
  handle: RequestListener,
  port: number,
  { addresses, limits, log }: ListenOptions,
): Promise<readonly [Server, ...Server[]] | undefined> {
  const first = createLimited(handle, limits, log);
  if ((await bind(first, addresses[0], port)) !== 'bound') return undefined;
  const servers: [Server, ...Server[]] = [first];
  for (const address of addresses.slice(1)) {
    const server = createLimited(handle, limits, log);
    const outcome = await bind(server, address, portOf(first));
    if (outcome === 'bound') servers.push(server);
    if (outcome === 'taken') {
      // "localhost" may mean either address: half a port would send spans to the other program.
      for (const bound of servers) bound.close();
      return undefined;
    }
  }
  return servers;
}

function createLimited(
  handle: RequestListener,
  limits: ConnectionLimits,
  log: (line: string) => void,
): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: Math.min(30_000, limits.headersMs),
    },
    handle,
  );
  server.maxConnections = limits.maxConnections;
  keepRoom(server, limits.maxConnections);
  // Such as too many open files when a connection comes in; without a listener it would end the process.
  server.on('error', (error) => server.listening && log(`listening: ${error.message}`));
  return server;
}

/** A client that opens a connection a request, or holds many: room is made from the idle ones in time. */
function keepRoom(server: Server, maxConnections: number): void {
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    socket.once('close', () => {
      connections -= 1;
    });
    if (connections > maxConnections * 0.9) server.closeIdleConnections();
  });
}

/** `absent`: the machine has no such address. Rejects for anything else, e.g. a port below 1024. */
function bind(server: Server, host: string, port: number): Promise<'bound' | 'taken' | 'absent'> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      // Windows reserves ranges of ports and says EACCES for them.
      const reserved = error.code === 'EACCES' && process.platform === 'win32';
      if (error.code === 'EADDRINUSE' || reserved) resolve('taken');
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve('absent');
      else reject(error);
    };
    server.once('error', onError);
    server.listen({ host, port, backlog, ipv6Only: true }, () => {
      server.off('error', onError);
      resolve('bound');
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function portTaken(wanted: number, actual: number, occupant: Occupant): Notice {
  const owner =
    occupant.kind === 'sidetrace'
      ? `another Sidetrace window (process ${occupant.pid})`
      : occupant.kind === 'http'
        ? `another program (${occupant.server ?? 'a web server'})`
        : 'another program';
  return {
    code: 'port-taken',
    message: `Port ${wanted} belongs to ${owner}; this window listens on ${actual}.`,
    remedy: `Terminals and debug sessions of this window use ${actual} by themselves. For a program started elsewhere set MLFLOW_TRACKING_URI=http://127.0.0.1:${actual}, or choose another port in the settings.`,
  };
}

/** Lets requests in progress end, at most `closeMs`; `endStreams` ends those that would never end by themselves. */
export async function closeListeners(
  servers: readonly Server[],
  closeMs: number,
  endStreams: () => void,
): Promise<void> {
  const closed = Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
  );
  endStreams();
  const closeIdle = (): void => {
    for (const server of servers) server.closeIdleConnections();
  };
  const again = setInterval(closeIdle, 20);
  const force = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, closeMs);
  closeIdle();
  await closed;
  clearInterval(again);
  clearTimeout(force);
}
