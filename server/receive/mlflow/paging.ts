import * as v from 'valibot';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../../protocol/base/json.ts';
import { invalid } from './errors.ts';
import { pythonQuoted, pythonText } from './filter/pythonText.ts';
import { int64 } from './input.ts';

export const pageParams = {
  max_results: v.optional(int64),
  page_token: v.optional(v.string()),
};

export interface PageParams {
  readonly max_results?: number | undefined;
  readonly page_token?: string | undefined;
}

export interface PageLimits {
  /** How many where the asker does not say. */
  readonly usual: number;
  readonly max: number;
  /** MLflow checks some maxima before its store does, and says then how Python took the value. */
  readonly checkedAs?: 'int' | 'str';
}

/** What MLflow's server takes; SDKs ask for 100 traces and 1000 of the others. */
export const traceLimits: PageLimits = { usual: 100, max: 500, checkedAs: 'int' };
/** In the query of a GET. */
export const traceLimitsV2: PageLimits = { ...traceLimits, checkedAs: 'str' };
export const runLimits: PageLimits = { usual: 1000, max: 50_000, checkedAs: 'int' };
export const experimentLimits: PageLimits = { usual: 1000, max: 50_000 };

/** Throws `MlflowError` 400. */
export function limitOf({ max_results: asked }: PageParams, { usual, max, checkedAs }: PageLimits): number {
  const limit = asked ?? usual;
  if (limit > max && checkedAs !== undefined) {
    throw invalid(
      `Invalid value ${checkedAs === 'str' ? `"${limit}"` : limit} for parameter 'max_results' supplied: ` +
        ` Hint: Value was of type '${checkedAs}'. See the API docs for more information about request parameters.`,
    );
  }
  const refused = `Invalid value ${limit} for parameter 'max_results' supplied. It must be`;
  if (limit > max) throw invalid(`${refused} at most ${max}`);
  if (limit < 1) throw invalid(`${refused} a positive integer`);
  return limit;
}

/** As MLflow says that a parameter is not there. */
export function missingParameter(name: string): Error {
  return invalid(
    `Missing value for required parameter '${name}'. See the API docs for more information about request parameters.`,
  );
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** Throws `MlflowError` 400 for a token that is not ours or a page that is too large. */
export function pageOf(params: PageParams, limits: PageLimits = traceLimits): Page {
  return { limit: limitOf(params, limits), offset: params.page_token ? offsetOf(params.page_token) : 0 };
}

/** One item more than the page was read, to know whether another page follows. */
export function pageAnswer<T>(
  read: readonly T[],
  { offset, limit }: Page,
): { readonly items: readonly T[]; readonly token: { readonly next_page_token?: string } } {
  if (read.length <= limit) return { items: read, token: {} };
  return { items: read.slice(0, limit), token: { next_page_token: pageToken({ offset: offset + limit }) } };
}

/** base64 of JSON, as MLflow's; what it holds is the server's business. */
export function pageToken(content: JsonObject): string {
  return Buffer.from(JSON.stringify(content)).toString('base64');
}

/** Throws `MlflowError` 400 in MLflow's words. */
export function readPageToken(token: string): JsonObject {
  // Python's decoder leaves out what is not base64, and minds only what is missing at the end.
  const letters = token.replaceAll(/[^A-Za-z0-9+/=]/g, '').replace(/=.*$/, '');
  const padding = /=*$/.exec(token)?.[0].length ?? 0;
  if (letters.length % 4 === 1 || (letters.length % 4 !== 0 && (letters.length + padding) % 4 !== 0)) {
    throw invalid('Invalid page token, could not base64-decode');
  }
  const bytes = Buffer.from(letters, 'base64');
  const value = parseJson(bytes.toString('utf8'));
  if (value === undefined) throw invalid(`Invalid page token, decoded value=${bytesText(bytes)}`);
  if (!isJsonObject(value)) throw badToken(value);
  return value;
}

export function badToken(value: JsonValue): Error {
  return invalid(`Invalid page token, parsed value=${pythonText(value)}`);
}

function offsetOf(token: string): number {
  const content = readPageToken(token);
  const offset = Number(content.offset);
  if (Number.isSafeInteger(offset) && offset > 0) return offset;
  throw badToken(content);
}

/** As Python writes bytes. */
function bytesText(bytes: Uint8Array): string {
  const letters = [...bytes.subarray(0, 200)].map((byte) => {
    if (byte === 0x5c) return '\\\\';
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
    const short = { 9: '\\t', 10: '\\n', 13: '\\r' }[byte];
    return short ?? `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `b${pythonQuoted(letters.join(''))}`;
}
