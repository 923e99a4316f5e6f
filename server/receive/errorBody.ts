import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { assertNever } from '../../protocol/base/assertNever.ts';
import { type HttpResponse, json } from './http.ts';

/** What a status is called in each protocol: google.rpc.Code, MLflow's `error_code`, the read API's code. */
interface Code {
  readonly rpc: number;
  readonly mlflow: string;
  readonly own: string;
}

const internal: Code = { rpc: 13, mlflow: 'INTERNAL_ERROR', own: 'internal' };
const codes: Readonly<Record<number, Code>> = {
  400: { rpc: 3, mlflow: 'BAD_REQUEST', own: 'invalid' },
  401: { rpc: 16, mlflow: 'UNAUTHENTICATED', own: 'unauthenticated' },
  403: { rpc: 7, mlflow: 'PERMISSION_DENIED', own: 'forbidden' },
  404: { rpc: 5, mlflow: 'ENDPOINT_NOT_FOUND', own: 'not-found' },
  405: { rpc: 12, mlflow: 'ENDPOINT_NOT_FOUND', own: 'method-not-allowed' },
  408: { rpc: 4, mlflow: 'REQUEST_TIMEOUT', own: 'timeout' },
  413: { rpc: 3, mlflow: 'BAD_REQUEST', own: 'too-large' },
  415: { rpc: 3, mlflow: 'BAD_REQUEST', own: 'unsupported-type' },
  429: { rpc: 8, mlflow: 'REQUEST_LIMIT_EXCEEDED', own: 'busy' },
  500: internal,
  503: { rpc: 14, mlflow: 'TEMPORARILY_UNAVAILABLE', own: 'unavailable' },
};

/** What identifies the protocol a client speaks. */
export interface Spoken {
  readonly path: string;
  readonly contentType: string | undefined;
}

/**
 * An error in the body that the client's protocol knows: google.rpc.Status in the request's own encoding for
 * OTLP (opentelemetry-proto, "OTLP/HTTP Response"), `error_code` for MLflow, `error` for the read API.
 */
export function errorResponse(spoken: Spoken, status: number, message: string): HttpResponse {
  const code = codes[status] ?? internal;
  const dialect = dialectOf(spoken);
  switch (dialect) {
    case 'mlflow':
      return json({ error_code: code.mlflow, message }, status);
    case 'otlp-json':
      return json({ code: code.rpc, message }, status);
    case 'otlp-protobuf':
      return {
        status,
        headers: { 'content-type': 'application/x-protobuf' },
        body: new BinaryWriter().uint32(8).int32(code.rpc).uint32(18).string(message).finish(),
      };
    case 'own':
      return json({ error: { code: code.own, message } }, status);
    default:
      return assertNever(dialect);
  }
}

function dialectOf({ path, contentType }: Spoken): 'mlflow' | 'otlp-json' | 'otlp-protobuf' | 'own' {
  // Of any version: on ENDPOINT_NOT_FOUND an SDK newer than we know falls back to what we do.
  if (/^\/(ajax-)?api\/\d+\.\d+\//.test(path)) return 'mlflow';
  if (mediaType(contentType) === 'application/x-protobuf') return 'otlp-protobuf';
  return /^\/v1(\/|$)/.test(path) ? 'otlp-json' : 'own';
}

/** Lower case, without parameters such as `charset`. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
