import * as v from 'valibot';
import { isJsonObject, parseJson } from '../../../protocol/base/json.ts';
import { invalid } from './errors.ts';
import { int64 } from './input.ts';

/** MLflow's server takes no more for traces; SDKs ask for 100. */
const maxPage = 500;

export const pageParams = {
  max_results: v.optional(v.pipe(int64, v.minValue(1), v.maxValue(50_000))),
  page_token: v.optional(v.string()),
};

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** Throws `MlflowError` 400 for a token that is not ours or a page that is too large. */
export function pageOf(
  params: { readonly max_results?: number | undefined; readonly page_token?: string | undefined },
  limits: { readonly usual: number; readonly max: number } = { usual: 100, max: maxPage },
): Page {
  const limit = params.max_results ?? limits.usual;
  if (limit > limits.max) {
    throw invalid(
      `Invalid value for request parameter max_results. It must be at most ${limits.max}, but got value ${limit}`,
    );
  }
  return { limit, offset: params.page_token ? offsetOf(params.page_token) : 0 };
}

/** One item more than the page was read, to know whether another page follows. */
export function pageAnswer<T>(
  read: readonly T[],
  { offset, limit }: Page,
): { readonly items: readonly T[]; readonly token: { readonly next_page_token?: string } } {
  if (read.length <= limit) return { items: read, token: {} };
  const next = JSON.stringify({ offset: offset + limit });
  return {
    items: read.slice(0, limit),
    token: { next_page_token: Buffer.from(next).toString('base64') },
  };
}

function offsetOf(token: string): number {
  const text = /^[A-Za-z0-9+/_-]+={0,2}$/.test(token) ? Buffer.from(token, 'base64').toString('utf8') : '';
  const value = parseJson(text);
  const offset = isJsonObject(value) ? value.offset : undefined;
  if (typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw invalid('Invalid page token, could not base64-decode');
}
