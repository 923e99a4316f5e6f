import { DecodeError } from '../../decode/rawSpan.ts';
import type { CatchUp } from '../../store/pendingBatches.ts';
import {
  noticeText,
  type StorageTrouble,
  storageTrouble,
  troubleNotice,
} from '../../store/storageTrouble.ts';
import { type Access, type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';

/** MLflow's `error_code`s as far as we give them, with their status (mlflow/protos/databricks.proto). */
const statusOf = {
  RESOURCE_DOES_NOT_EXIST: 404,
  RESOURCE_ALREADY_EXISTS: 400,
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
} as const;
type MlflowErrorCode = keyof typeof statusOf;

/** A refusal in the body that MLflow's SDKs know: `{error_code, message}`. */
export class MlflowError extends Error {
  readonly code: MlflowErrorCode;

  constructor(code: MlflowErrorCode, message: string) {
    super(message);
    this.name = 'MlflowError';
    this.code = code;
  }

  static is(error: unknown): error is MlflowError {
    return error instanceof Error && error.name === 'MlflowError';
  }
}

export function missing(message: string): MlflowError {
  return new MlflowError('RESOURCE_DOES_NOT_EXIST', message);
}

export function invalid(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message);
}

/** In MLflow's words. */
export function notActive(kind: 'run' | 'experiment', id: string): string {
  return `The ${kind} ${id} must be in the 'active' state. Current state is deleted.`;
}

/** SDKs up to 3.11 wait for every answer in the user's thread: only for others may it take its time. */
type MlflowHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/** A route whose refusals have MLflow's body. Anything else that its handler throws is a bug. */
export function mlflowRoute(
  method: Route['method'],
  path: string,
  access: Access,
  handler: MlflowHandler,
  catchUp: CatchUp = 'all',
): Route {
  return {
    method,
    path,
    access,
    catchUp,
    handler: async (request) => {
      try {
        return await handler(request);
      } catch (error) {
        if (DecodeError.is(error)) return refusal(new MlflowError('BAD_REQUEST', error.message));
        if (MlflowError.is(error)) return refusal(error);
        const trouble = storageTrouble(error);
        if (trouble !== undefined) return storageRefusal(trouble);
        throw error;
      }
    },
  };
}

/**
 * 507, for SDKs repeat 408, 429, 500, 502, 503 and 504 for minutes, in the user's thread (MLflow 2.14 – 3.17), and no 4xx
 * would be true.
 */
function storageRefusal(trouble: StorageTrouble): HttpResponse {
  return json({ error_code: 'INTERNAL_ERROR', message: noticeText(troubleNotice(trouble)) }, 507);
}

function refusal({ code, message }: MlflowError): HttpResponse {
  return json({ error_code: code, message }, statusOf[code]);
}
