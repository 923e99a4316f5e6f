import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** What goes wrong with the receiver; `none`: the real one answers. */
export const faults = [
  'none',
  'gone',
  'hangs',
  'hangs in the body',
  '500',
  '503',
  'slow',
  'trickles',
  'other HTTP server',
  'wrong JSON',
  'garbage',
  'echo server',
  'TLS server',
] as const;

/** One of each kind: it is not there, it is late, it fails, it is somebody else. */
export const mainFaults = ['gone', 'hangs', 'slow', 'trickles', '503', 'other HTTP server'] as const;

export type Fault = (typeof faults)[number];

/** A place on a port that stays the same, with the real receiver behind it, whatever befalls it. */
export interface FaultyReceiver {
  readonly url: string;
  /** Connections that are open are cut, as where a process ends. */
  become(fault: Fault): Promise<void>;
  close(): Promise<void>;
}

const slowMs = 1000;
const trickleMs = 100;

type Behaviour = (socket: Socket) => void;

export async function startFaultyReceiver(realUrl: string): Promise<FaultyReceiver> {
  const realPort = Number(new URL(realUrl).port);
  const tls = createTlsServer();
  tls.on('tlsClientError', (_error, socket) => socket.destroy());
  const behaviours: Readonly<Record<Exclude<Fault, 'gone'>, Behaviour>> = {
    none: (socket) => forward(socket, realPort, 0),
    slow: (socket) => forward(socket, realPort, slowMs),
    hangs: (socket) => socket.resume(),
    'hangs in the body': answering(() => `${ours(200, 1000)}{"experiment`),
    // As ours where its database fails, so that it is not taken for a stranger.
    '500': answering(() => `${ours(500, 2)}{}`),
    '503': answering(() => `${ours(503, 2)}{}`),
    trickles: (socket) => answering(() => trickle(socket))(socket),
    'other HTTP server': answering(() => `${head(404, 13, 'Werkzeug/3.0', 'text/html')}<p>No such p.`),
    'wrong JSON': answering(() => `${head(200, 15, 'uvicorn', 'application/json')}{"hello":"you"}`),
    garbage: answering(() => '\u0000\u0001 this is no HTTP \r\n\r\n'),
    'echo server': (socket) => void socket.pipe(socket),
    'TLS server': (socket) => void tls.emit('connection', socket),
  };
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let fault: Fault = 'none';
  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    if (fault !== 'gone') behaviours[fault](socket);
  };
  const cut = async (): Promise<void> => {
    const closed = server && closing(server);
    for (const socket of sockets) socket.destroy();
    server = undefined;
    await closed;
  };
  server = await listening(accept, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async become(next) {
      await cut();
      fault = next;
      if (next !== 'gone') server = await listening(accept, port);
    },
    close: cut,
  };
}

function listening(accept: Behaviour, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(accept);
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });
}

function closing(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function forward(socket: Socket, port: number, delayMs: number): void {
  // As the real receiver's sockets are: else a body that comes in two pieces waits 40 ms for an acknowledgement.
  const real = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.setNoDelay(true);
  socket.pipe(real);
  real.on('error', () => socket.destroy()).on('close', () => socket.destroy());
  socket.on('close', () => real.destroy());
  real.on('data', (piece) => {
    const pass = (): void => {
      if (socket.writable) socket.write(piece);
    };
    if (delayMs === 0) pass();
    else setTimeout(pass, delayMs);
  });
}

/** Answers whatever comes in at once, once for each connection's request. */
function answering(answer: () => string): Behaviour {
  return (socket) => socket.on('data', () => socket.write(answer()));
}

function trickle(socket: Socket): string {
  const timer = setInterval(() => socket.write(' '), trickleMs);
  socket.once('close', () => clearInterval(timer));
  return ours(200, 100_000);
}

function ours(status: number, length: number): string {
  return head(status, length, 'sidetrace', 'application/json');
}

function head(status: number, length: number, server: string, type: string): string {
  const lines = [
    `HTTP/1.1 ${status} X`,
    `server: ${server}`,
    `content-type: ${type}`,
    `content-length: ${length}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
