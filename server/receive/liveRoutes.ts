import { createHash } from 'node:crypto';
import { decodeLiveBody, type LineError, type Sample, type Silence } from '../decode/liveRecords.ts';
import type { CodeText, RawSpan } from '../decode/rawSpan.ts';
import { labelOf } from '../decode/run.ts';
import type { Engine } from '../engine.ts';
import type { AdviceBook } from './adviceRoutes.ts';
import { programName } from './adviceTexts.ts';
import { mediaType } from './errorBody.ts';
import { HttpError, type HttpRequest, type HttpResponse, json, type Route } from './http.ts';
import type { LiveProcesses } from './liveProcesses.ts';

export interface LiveDeps {
  readonly engine: Pick<Engine, 'accept' | 'ingest' | 'store'>;
  readonly processes: LiveProcesses;
  readonly advice: Pick<AdviceBook, 'add' | 'spansCame'>;
}

const maxErrors = 20;

/**
 * Live records (docs/protocol.md): many short bodies over one kept-alive connection a process. Each is answered for
 * itself, and says which process speaks, so that the receiver may change between two of them; the
 * connection's end is the sign that the process is gone.
 */
export function liveRoutes(deps: LiveDeps): readonly Route[] {
  const handler = (request: HttpRequest): HttpResponse => receive(deps, request);
  return [{ method: 'POST', path: '/live/v1', access: 'write', soon: true, handler }];
}

function receive({ engine, processes, advice }: LiveDeps, request: HttpRequest): HttpResponse {
  const type = mediaType(request.headers['content-type']);
  if (type !== 'application/x-ndjson') {
    throw new HttpError(415, 'Live records are sent as application/x-ndjson.');
  }
  const { hello, spans, samples, texts: told, dropped, silent, bye, errors } = decodeLiveBody(request.body);
  const texts = told.filter(hasItsHash).map(({ hash, text }) => ({ hash, text }));
  if (spans.length + texts.length > 0) engine.accept({ spans, traces: [], texts }, { soon: true });
  const standing = samples.map((sample) => standingSpan(engine, sample)).filter((span) => span !== undefined);
  if (standing.length > 0) engine.ingest({ spans: standing, traces: [] });
  const [command = ''] = labelOf(hello.command).split(' ');
  if (spans.length > 0) advice.spansCame(hello.pid, programName(command));
  if (dropped > 0) {
    advice.add({ kind: 'dropped', pid: hello.pid, command, spans: dropped });
  }
  if (silent) advice.add({ pid: hello.pid, command, ...reasonOf(silent) });
  processes.heard(hello, request.connection);
  if (bye) processes.ended(hello.process);
  const signs = [dropped > 0, silent !== undefined, bye].filter(Boolean).length;
  const accepted = spans.length + samples.length + texts.length + signs;
  const foreign = told
    .filter((text) => !hasItsHash(text))
    .map(({ line }) => ({ line, message: 'hash: it is that of another text' }));
  return answer(accepted, [...errors, ...foreign]);
}

function reasonOf(silent: Silence) {
  return 'by' in silent
    ? { kind: 'disabled' as const, ...silent }
    : { kind: 'sampledOut' as const, ...silent };
}

/** Texts are shared by all programs: none may stand for another's. */
function hasItsHash({ hash, text }: CodeText): boolean {
  return createHash('sha256').update(text).digest('hex') === hash;
}

/** A sample of a span that is not known, or has ended, says nothing. */
function standingSpan({ store }: Pick<Engine, 'store'>, sample: Sample): RawSpan | undefined {
  const span = store.rawSpan(sample.traceId, sample.spanId);
  return span !== undefined && span.endNs === undefined ? { ...span, standsAt: sample.standsAt } : undefined;
}

/** Records that cannot be read are named; only where none could be is the request itself an error. */
function answer(accepted: number, errors: readonly LineError[]): HttpResponse {
  const refused = errors.map(({ line, message }) => ({ line, status: 400, message }));
  const body = { accepted, refused: refused.length, errors: refused.slice(0, maxErrors) };
  return json(body, accepted === 0 && errors.length > 0 ? 400 : 200);
}
