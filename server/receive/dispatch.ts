import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { RequestError, type RequestErrorCode } from '../../protocol/messages/requests.ts';
import { DecodeError } from '../decode/rawSpan.ts';
import { noticeText, storageTrouble, troubleNotice } from '../store/storageTrouble.ts';
import { type AccessOptions, checkAccess } from './access.ts';
import { type BodyReader, UploadAborted } from './body.ts';
import { errorResponse, mediaType } from './errorBody.ts';
import { isForeignFrame, refusalOf } from './guard.ts';
import { type Backlog, HttpError, type HttpRequest, type HttpResponse, type Route } from './http.ts';
import type { Router } from './router.ts';

export interface DispatchOptions {
  readonly router: Router;
  readonly access: AccessOptions;
  readonly bodies: BodyReader;
  readonly backlog: Backlog;
  /** The open event streams: they never end by themselves. */
  readonly eventStreams: Set<ServerResponse>;
  /** One line for what only a bug can cause. */
  readonly log: (line: string) => void;
}

/** How long the rest of a refused upload is read and thrown away, so that the client gets to read the answer. */
const drainMs = 5000;

/** Turns a request into an answer: guard → route → access → body → handler. Never rejects. */
export function createDispatch(options: DispatchOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const answered = await answer(options, request);
      if (isEventStream(answered)) register(options.eventStreams, response);
      await send(request, response, answered);
      finish(options, request, answered);
    } catch (error) {
      if (UploadAborted.is(error)) return;
      if (response.headersSent) {
        options.log(`${describe(request)}: ${stackOf(error)}`);
        response.destroy();
        return;
      }
      const known = asHttpError(error);
      if (known.status === 500) options.log(`${describe(request)}: ${stackOf(error)}`);
      const { path } = splitTarget(request);
      const spoken = { path, contentType: request.headers['content-type'] };
      const body = errorResponse(spoken, known.status, known.message);
      await send(request, response, { ...body, headers: { ...body.headers, ...known.headers } });
    }
  };
}

async function answer(options: DispatchOptions, request: IncomingMessage): Promise<HttpResponse> {
  const { router, access, bodies, backlog } = options;
  const method = request.method ?? 'GET';
  const refusal = refusalOf(method, request.headers);
  if (refusal !== undefined) throw new HttpError(403, refusal);
  const { path, query } = splitTarget(request);
  const { route, params } = router.find(method, path);
  if (route.framed !== true && isForeignFrame(request.headers)) {
    throw new HttpError(403, 'Pages of other sites may not show this address in a frame.');
  }
  await checkAccess(access, route.access, request);
  // Also when the client did not wait for the answer: what has come in whole is kept.
  return bodies.withBody(request, async (body) => {
    const { headers, socket: connection } = request;
    const target = { method, path, params, query: new URLSearchParams(query) };
    const whole = { ...target, headers, body, connection };
    if (
      isUnread(route, headers) &&
      backlog.later(() => handleUnread(options, route, whole), body.length, { soon: route.soon ?? false })
    )
      return accepted;
    if (route.access !== 'open') backlog.catchUp(route.catchUp);
    return route.handler(whole);
  });
}

const accepted: HttpResponse = { status: 202 };

/** The helper in a Python process reads no answer of most of its requests: it gets it before they are looked at. */
function isUnread({ access }: Route, headers: IncomingHttpHeaders): boolean {
  return access === 'write' && headers['x-sidetrace-unread'] !== undefined;
}

/** What it refuses is said in the log only. The handlers of such requests accept what they are given before they wait. */
function handleUnread({ log }: DispatchOptions, { handler }: Route, request: HttpRequest): void {
  const name = `${request.method} ${request.path}`;
  const handle = async (): Promise<void> => {
    const { status, body, after } = await handler(request);
    if (status >= 400) log(`${name}: ${status} ${body?.toString() ?? ''}`);
    after?.run();
  };
  handle().catch((error: unknown) => logFailure(log, name, error));
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answered: HttpResponse,
): Promise<void> {
  if (response.destroyed) return;
  discardRest(request);
  const { status, headers, body = '', stream } = answered;
  const common = {
    server: 'sidetrace',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  };
  if (stream && request.method !== 'HEAD') {
    response.writeHead(status, common);
    await stream(response);
    return;
  }
  response.writeHead(status, { ...common, 'content-length': Buffer.byteLength(body) });
  // With no chunk at all, or with text, Node sends head and body by one system call.
  response.end(request.method === 'HEAD' || body.length === 0 ? undefined : body);
}

function finish({ backlog, log }: DispatchOptions, request: IncomingMessage, { after }: HttpResponse): void {
  if (after === undefined) return;
  const run = (): void => {
    try {
      after.run();
    } catch (error) {
      logFailure(log, describe(request), error);
    }
  };
  if (after.bytes === undefined || !backlog.later(run, after.bytes, { isKnown: true })) run();
}

/** What comes too late for an answer. The engine itself logs a database that fails, once. */
function logFailure(log: DispatchOptions['log'], name: string, error: unknown): void {
  if (storageTrouble(error) !== undefined) return;
  log(`${name}: ${HttpError.is(error) || DecodeError.is(error) ? error.message : stackOf(error)}`);
}

function isEventStream({ headers, stream }: HttpResponse): boolean {
  return stream !== undefined && mediaType(headers?.['content-type']) === 'text/event-stream';
}

function register(streams: Set<ServerResponse>, response: ServerResponse): void {
  streams.add(response);
  response.once('close', () => streams.delete(response));
}

/** Closing at once with unread bytes resets the connection, and the client never sees why it was refused. */
function discardRest(request: IncomingMessage): void {
  if (request.complete) return;
  request.resume();
  const giveUp = setTimeout(() => request.complete || request.destroy(), drainMs);
  request.once('close', () => clearTimeout(giveUp));
}

function splitTarget(request: IncomingMessage): { readonly path: string; readonly query: string } {
  const target = request.url ?? '/';
  const at = target.indexOf('?');
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}

const statusOf: Readonly<Record<RequestErrorCode, number>> = {
  'not-found': 404,
  invalid: 400,
  unavailable: 503,
  cancelled: 400,
  internal: 500,
};

function asHttpError(error: unknown): HttpError {
  if (HttpError.is(error)) return error;
  if (DecodeError.is(error)) return new HttpError(400, error.message);
  if (RequestError.is(error)) return new HttpError(statusOf[error.code], error.message);
  const trouble = storageTrouble(error);
  // Exporters send again after 503 (opentelemetry-proto, "OTLP/HTTP Response"). The engine logs the trouble, once.
  if (trouble !== undefined) return new HttpError(503, noticeText(troubleNotice(trouble)));
  return new HttpError(500, 'Sidetrace failed on this request; its log says more.');
}

function describe(request: IncomingMessage): string {
  return `${request.method} ${splitTarget(request).path}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
