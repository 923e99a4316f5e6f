import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { CatchUp, Deferral } from '../store/pendingBatches.ts';

/**
 * Who may call a route : `open` (nothing about anyone's traces), `write` and `trace` (one
 * trace by its unguessable id) are for every local program, `user` (listing, searching, changing,
 * deleting) is for the same user or the token.
 */
export type Access = 'open' | 'write' | 'trace' | 'user';

/** What a request came over: the same object for all requests of one connection. */
export interface Connection {
  readonly destroyed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

/** A request that has passed the guard; the body is complete, bounded and inflated. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  readonly connection: Connection;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /**
   * Instead of a body: writes to the response itself (server-sent events) and cleans up on `close`. When it
   * rejects, the connection is broken off, so that half an answer is never taken for a whole one.
   */
  readonly stream?: (response: ServerResponse) => void | Promise<void>;
  /**
   * Done as soon as the answer is handed to the system, before a request is looked at of anyone who has read it; where it says how many
   * `bytes` it holds in memory, as what `Backlog` takes, and no answer counts what it brings. What it throws is logged; a process that is
   * killed before loses it.
   */
  readonly after?: { readonly run: () => void; readonly bytes?: number };
}

/** Requests whose senders read no answer: taken at once, looked at soon, and before any other request is. */
export interface Backlog {
  /** False where the work is to be done at once. `bytes`: what it holds in memory. */
  later(work: () => void, bytes: number, how?: Deferral): boolean;
  catchUp(which?: CatchUp): void;
}

/** Plain functions, tested without a socket. A thrown `HttpError` becomes the protocol's own error body. */
export type Handler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** find-my-way syntax: `/api/3.0/mlflow/traces/:traceId`. */
  readonly path: string;
  readonly access: Access;
  /** A page that pages of other origins may show in a frame (a notebook does). No other route answers into one. */
  readonly framed?: true;
  /** What must be done first for its answer: the less, the sooner it is answered. */
  readonly catchUp?: CatchUp;
  /** Somebody may be watching what it brings. */
  readonly soon?: true;
  readonly handler: Handler;
}

export function json(body: unknown, status = 200): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** A refusal with its status; `dispatch` gives it the body of the protocol that was spoken. */
export class HttpError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.headers = headers;
  }

  static is(error: unknown): error is HttpError {
    return error instanceof Error && error.name === 'HttpError';
  }
}
