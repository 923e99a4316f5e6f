import { connect, type Socket } from 'node:net';

const connectMs = 500;
/** For a request and its answer. */
const answerMs = 3000;
const maxAnswer = 1 << 16;

/** The receiver is not there, or does not answer: nothing that is wrong with us. */
export class Away extends Error {}

/**
 * One kept-alive HTTP/1.1 connection to the receiver, whose end is the sign that the process is gone. Not by `node:http`, which would
 * close it when it is idle, and open others.
 */
export class Connection {
  readonly #address: { readonly host: string; readonly port: number };
  #socket: Socket | undefined;
  /** The receiver has closed it, while nobody waited for an answer or in the middle of one. */
  onLost: () => void = () => undefined;

  constructor(address: { readonly host: string; readonly port: number }) {
    this.#address = address;
  }

  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  /** Rejects where nothing listens, or answers in time. */
  open(): Promise<void> {
    return new Promise((done, fail) => {
      const socket = connect({ ...this.#address, noDelay: true });
      const timer = setTimeout(() => socket.destroy(new Away('no connection in time')), connectMs);
      socket.once('connect', () => {
        clearTimeout(timer);
        this.#socket = socket;
        done();
      });
      socket.on('error', ({ message }) => fail(new Away(message)));
      socket.once('close', () => {
        clearTimeout(timer);
        fail(new Away('closed'));
        if (this.#socket !== socket) return;
        this.#socket = undefined;
        this.onLost();
      });
    });
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  /** Resolves with the answer's status; rejects where none comes in time. */
  post(body: string): Promise<number> {
    const socket = this.#socket;
    if (socket === undefined) return Promise.reject(new Away('not connected'));
    const bytes = Buffer.from(body);
    const answered = answerOf(socket);
    socket.write(this.#head(bytes.length));
    socket.write(bytes);
    return answered;
  }

  #head(length: number): string {
    const { host, port } = this.#address;
    const lines = [
      'POST /live/v1 HTTP/1.1',
      `Host: ${host.includes(':') ? `[${host}]` : host}:${port}`,
      'Content-Type: application/x-ndjson',
      `Content-Length: ${length}`,
      'Connection: keep-alive',
    ];
    return `${lines.join('\r\n')}\r\n\r\n`;
  }
}

function answerOf(socket: Socket): Promise<number> {
  return new Promise((done, fail) => {
    let got = '';
    const end = (work: () => void): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose);
      work();
    };
    const onClose = (): void => end(() => fail(new Away('closed')));
    const onData = (piece: Buffer): void => {
      got += piece.toString('latin1');
      const status = statusIn(got);
      if (status === 'unreadable' || got.length > maxAnswer)
        end(() => fail(new Away('no answer of a receiver')));
      else if (status !== undefined) end(() => done(status));
    };
    const timer = setTimeout(() => end(() => fail(new Away('no answer in time'))), answerMs);
    socket.on('data', onData).on('close', onClose);
  });
}

/** Of a whole answer; undefined while more is to come. The receiver always says how long its answers are. */
export function statusIn(text: string): number | 'unreadable' | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(text) ?? [];
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end)) ?? [];
  if (status === undefined || length === undefined) return 'unreadable';
  return text.length >= end + 4 + Number(length) ? Number(status) : undefined;
}
