import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { HttpError } from './http.ts';

export interface BodyLimits {
  /** As sent. Anything of this size is accepted compressed too, at whatever ratio. */
  readonly maxBytes: number;
  /** After inflation. */
  readonly maxInflatedBytes: number;
  /** How many times its size a body may inflate to, above `maxBytes`. */
  readonly maxRatio: number;
  /** Held by all requests together; beyond it clients are told to come again. */
  readonly maxInFlightBytes: number;
  /** Between two pieces. Long: a program that stands at a breakpoint may stand in the middle of an upload. */
  readonly idleMs: number;
}

export const defaultBodyLimits: BodyLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxInflatedBytes: 256 * 1024 * 1024,
  maxRatio: 100,
  maxInFlightBytes: 512 * 1024 * 1024,
  idleMs: 10 * 60_000,
};

/** The client went away in the middle of its upload; there is nobody to answer. */
export class UploadAborted extends Error {
  constructor() {
    super('the client closed the connection before its request was complete');
    this.name = 'UploadAborted';
  }

  static is(error: unknown): error is UploadAborted {
    return error instanceof Error && error.name === 'UploadAborted';
  }
}

const decoders = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  rawDeflate: promisify(inflateRaw),
} as const;

/** Reads complete, inflated bodies within limits that hold for each and for all together. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #inFlightBytes = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /**
   * Calls `work` with the body; its bytes count as in flight until `work` is done. Rejects with `HttpError`
   * 400 (cannot be inflated), 408, 413, 415, 429, or `UploadAborted`.
   */
  async withBody<T>(request: IncomingMessage, work: (body: Uint8Array) => Promise<T>): Promise<T> {
    const held = { bytes: 0 };
    const hold = (bytes: number): void => {
      held.bytes += bytes;
      this.#inFlightBytes += bytes;
    };
    try {
      const encoding = contentEncoding(request);
      const sent = await this.#receive(request, hold);
      const body = encoding === 'identity' || sent.length === 0 ? sent : await this.#inflate(sent, encoding);
      if (body !== sent) hold(body.length);
      return await work(body);
    } finally {
      this.#inFlightBytes -= held.bytes;
    }
  }

  async #receive(request: IncomingMessage, hold: (bytes: number) => void): Promise<Buffer> {
    const { maxBytes, idleMs } = this.#limits;
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > maxBytes) throw tooLarge(maxBytes);
    if (announced > 0 && this.#isFull(announced)) throw tooBusy();
    const chunks: Buffer[] = [];
    let size = 0;
    await collect(request, idleMs, (chunk) => {
      size += chunk.length;
      if (size > maxBytes) return tooLarge(maxBytes);
      if (this.#isFull(chunk.length)) return tooBusy();
      hold(chunk.length);
      chunks.push(chunk);
      return undefined;
    });
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
  }

  /** One body alone always fits: the limit is for many at once. */
  #isFull(more: number): boolean {
    return this.#inFlightBytes > 0 && this.#inFlightBytes + more > this.#limits.maxInFlightBytes;
  }

  async #inflate(sent: Buffer, encoding: 'gzip' | 'deflate'): Promise<Buffer> {
    const { maxBytes, maxInflatedBytes, maxRatio } = this.#limits;
    const maxOutputLength = Math.min(maxInflatedBytes, Math.max(maxBytes, sent.length * maxRatio));
    const decode = decoders[encoding === 'deflate' && !hasZlibHeader(sent) ? 'rawDeflate' : encoding];
    try {
      return await decode(sent, { maxOutputLength });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxOutputLength);
      throw new HttpError(400, `The ${encoding} body cannot be inflated: ${(error as Error).message}.`);
    }
  }
}

/** Resolves at the end of the body; rejects with what `take` returns, or when nothing comes for `idleMs`. */
function collect(
  request: IncomingMessage,
  idleMs: number,
  take: (chunk: Buffer) => HttpError | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // It may have gone while its owner was looked up: then no event comes any more.
    if (request.destroyed) return reject(new UploadAborted());
    const stop = (): void => {
      clearTimeout(idle);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    };
    const fail = (error: Error): void => {
      stop();
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      idle.refresh();
      const refusal = take(chunk);
      if (refusal) fail(refusal);
    };
    const onEnd = (): void => {
      stop();
      resolve();
    };
    const onClose = (): void => fail(new UploadAborted());
    // Not a reason to live on: a server that ends does not wait for uploads.
    const idle = setTimeout(() => fail(new HttpError(408, 'The request did not arrive.')), idleMs).unref();
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

function contentEncoding(request: IncomingMessage): 'identity' | 'gzip' | 'deflate' {
  const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return 'identity';
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip';
  if (encoding === 'deflate') return 'deflate';
  throw new HttpError(415, `Content-Encoding ${JSON.stringify(encoding)} is not read; use gzip or deflate.`, {
    'accept-encoding': 'gzip, deflate',
  });
}

/** RFC 1950: some clients send `deflate` without the zlib wrapper that RFC 9110 asks for. */
function hasZlibHeader(bytes: Buffer): boolean {
  return bytes.length >= 2 && ((bytes[0] ?? 0) & 15) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, `The body is larger than ${Math.floor(limit / 1024 / 1024)} MB.`);
}

function tooBusy(): HttpError {
  return new HttpError(429, 'Too many requests at once; come again in a second.', { 'retry-after': '1' });
}
