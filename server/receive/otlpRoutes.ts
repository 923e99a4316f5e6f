import type { RawBatch, RawSpan, TraceFacts } from '../decode/rawSpan.ts';
import { DecodeError } from '../decode/rawSpan.ts';
import { mediaType } from './errorBody.ts';
import { HttpError, type HttpRequest, type HttpResponse, json, type Route } from './http.ts';
import { countLogRecords, encodeLogsPartialSuccess } from './otlpLogs.ts';

export interface OtlpDeps {
  /** `bytes`: those of the body. */
  readonly ingest: (batch: RawBatch, bytes: number) => void;
  /** Both throw `DecodeError`. */
  readonly decodeProtobuf: (bytes: Uint8Array) => readonly RawSpan[];
  readonly decodeJson: (bytes: Uint8Array) => readonly RawSpan[];
}

type OtlpEncoding = 'protobuf' | 'json';

/**
 * OTLP/HTTP (opentelemetry-proto 1.x). MLflow 2 posts to the bare endpoint that it was given, so that `/`
 * takes traces too. Answers are in the request's encoding.
 */
export function otlpRoutes(deps: OtlpDeps): readonly Route[] {
  const traces = (request: HttpRequest): HttpResponse => receiveTraces(deps, request);
  const route = (path: string, handler: Route['handler']): Route => ({
    method: 'POST',
    path,
    access: 'write',
    catchUp: 'small',
    handler,
  });
  return [
    route('/v1/traces', traces),
    route('/', traces),
    route('/v1/metrics', (request) => success(encodingOf(request))),
    route('/v1/logs', receiveLogs),
  ];
}

function receiveTraces(deps: OtlpDeps, request: HttpRequest): HttpResponse {
  const encoding = encodingOf(request);
  const decode = encoding === 'protobuf' ? deps.decodeProtobuf : deps.decodeJson;
  const spans: RawSpan[] = [];
  const refusals: DecodeError[] = [];
  for (const part of partsOf(request)) {
    try {
      for (const span of decode(part)) spans.push(span);
    } catch (error) {
      if (!DecodeError.is(error)) throw error;
      refusals.push(error);
    }
  }
  if (spans.length > 0) deps.ingest({ spans, traces: experimentFacts(spans, request) }, request.body.length);
  const [refusal] = refusals;
  if (refusal !== undefined) throw refusal;
  return success(encoding);
}

/**
 * The helper in a Python process sends requests that wait together as one, and their lengths with them: a broken one takes none of
 * the others with it.
 */
function partsOf({ body, headers }: HttpRequest): readonly Uint8Array[] {
  const lengths = headers['x-sidetrace-parts']?.toString().split(',').map(Number) ?? [];
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const length of lengths) {
    parts.push(body.subarray(start, start + length));
    start += length;
  }
  return lengths.length > 0 && start === body.length && lengths.every((length) => length >= 0)
    ? parts
    : [body];
}

/** MLflow 3 names the experiment of an OTLP request in a header; so do other exporters that its server takes. */
function experimentFacts(spans: readonly RawSpan[], request: HttpRequest): readonly TraceFacts[] {
  const experimentId = request.headers['x-mlflow-experiment-id']?.toString();
  if (!experimentId) return [];
  return [...new Set(spans.map((span) => span.traceId))].map((traceId) => ({ traceId, experimentId }));
}

/** Accepted, so that exporters report no error, and honest about it: log records are not read yet. */
function receiveLogs(request: HttpRequest): HttpResponse {
  const encoding = encodingOf(request);
  const body = encoding === 'protobuf' ? request.body : parseJsonBody(request.body);
  const rejected = countLogRecords(body);
  if (rejected === 0) return success(encoding);
  const errorMessage = 'Sidetrace does not read log records yet.';
  if (encoding === 'json')
    return json({ partialSuccess: { rejectedLogRecords: `${rejected}`, errorMessage } });
  return protobuf(encodeLogsPartialSuccess(rejected, errorMessage));
}

/** Throws `HttpError` 415 for anything but the two encodings of the specification. */
function encodingOf(request: HttpRequest): OtlpEncoding {
  const type = mediaType(request.headers['content-type']);
  if (type === 'application/x-protobuf') return 'protobuf';
  if (type === 'application/json') return 'json';
  throw new HttpError(
    415,
    `Content-Type ${type === '' ? '(none)' : JSON.stringify(type)} is not OTLP; send application/x-protobuf or application/json.`,
  );
}

function parseJsonBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch (error) {
    throw new DecodeError(`The body is not JSON: ${(error as Error).message}`);
  }
}

/** An empty Export…ServiceResponse. */
function success(encoding: OtlpEncoding): HttpResponse {
  return encoding === 'json' ? json({}) : protobuf(new Uint8Array(0));
}

function protobuf(body: Uint8Array): HttpResponse {
  return { status: 200, headers: { 'content-type': 'application/x-protobuf' }, body };
}
