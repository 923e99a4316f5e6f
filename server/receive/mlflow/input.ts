import * as v from 'valibot';
import type { JsonValue } from '../../../protocol/base/json.ts';
import { parseJson } from '../../../protocol/base/json.ts';
import { isTooDeep } from '../../decode/depth.ts';
import { maxDepth } from '../../decode/limits.ts';
import type { HttpRequest } from '../http.ts';
import { invalid, MlflowError } from './errors.ts';

/** proto3 JSON writes int64 as a number or as text (MLflow's SDKs: numbers; `search` tokens and others: text). */
export const int64 = v.union([
  v.pipe(v.number(), v.integer()),
  v.pipe(v.string(), v.regex(/^-?\d{1,15}$/, 'expected a whole number'), v.transform(Number)),
]);

/** Milliseconds since the epoch, up to the year 2262: beyond it nanoseconds do not fit 64 bits. */
export const epochMillis = v.pipe(int64, v.minValue(0), v.maxValue(9_223_372_036_854));

export const keyValues = v.array(v.object({ key: v.string(), value: v.optional(v.string(), '') }));
export type KeyValues = v.InferOutput<typeof keyValues>;

export const textMap = v.record(v.string(), v.string());

export function toMap(entries: KeyValues): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

export function toKeyValues(map: Readonly<Record<string, string>>): KeyValues {
  return Object.entries(map).map(([key, value]) => ({ key, value }));
}

/** The body by its schema; an empty body counts as `{}`, as in MLflow. Throws `MlflowError` 400. */
export function readBody<T>(schema: v.GenericSchema<unknown, T>, request: HttpRequest): T {
  const text = bodyText(request);
  const value: JsonValue | undefined = text.trim() === '' ? {} : parseJson(text);
  if (value === undefined) throw new MlflowError('BAD_REQUEST', 'The body of this request is not JSON.');
  if (isTooDeep(value, maxDepth)) {
    throw new MlflowError('BAD_REQUEST', `The body is nested deeper than ${maxDepth} levels.`);
  }
  return check(schema, value);
}

/** The query by its schema, each parameter once (the last) or, where `lists` names it, as a list. */
export function readQuery<T>(
  schema: v.GenericSchema<unknown, T>,
  { query }: HttpRequest,
  lists: readonly string[] = [],
): T {
  const single = [...query].filter(([key]) => !lists.includes(key));
  const several = lists.map((key) => [key, query.getAll(key)] as const);
  return check(schema, Object.fromEntries([...single, ...several]));
}

export function bodyText({ body }: HttpRequest): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw invalid(describe(result.issues[0]));
}

const seeDocs = 'See the API docs for more information about request parameters.';

/** In MLflow's words. */
function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'request body';
  const { input, kind } = issue;
  if (input === undefined || input === '')
    return `Missing value for required parameter '${path}'. ${seeDocs}`;
  if (issue.type === 'max_length' && typeof input === 'string') {
    return `'${path}' exceeds the maximum length of ${String(issue.requirement)} characters`;
  }
  const shown = (JSON.stringify(input) ?? '').slice(0, 500);
  if (kind === 'schema') {
    return `Invalid value ${shown} for parameter '${path}' supplied:  Hint: Value was of type '${pythonType(input)}'. ${seeDocs}`;
  }
  return `Invalid value ${shown} for parameter '${path}' supplied: ${issue.message}`;
}

function pythonType(value: unknown): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    default:
      return 'dict';
  }
}
