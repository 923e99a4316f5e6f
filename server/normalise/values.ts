import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../protocol/base/json.ts';
import { isTooDeep } from '../decode/depth.ts';
import { maxDepth } from '../decode/limits.ts';

/** Own property of an object, `undefined` for everything else: attribute names come from outside. */
export function at(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The first of several properties that is there and not null. */
export function firstOf(value: JsonValue | undefined, keys: readonly string[]): JsonValue | undefined {
  if (!isJsonObject(value)) return undefined;
  for (const key of keys) {
    const found = at(value, key);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** Non-empty text, else `undefined`. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A finite number, also one that an SDK wrote as text. */
export function numberOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : undefined;
}

export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

/**
 * JSON inside text where the text looks like it (`{ [ "`) and parses; else the value unchanged. SDKs cut
 * long values in the middle, and hostile ones nest without end: both stay text.
 */
export function unwrap(value: JsonValue): JsonValue;
export function unwrap(value: JsonValue | undefined): JsonValue | undefined;
export function unwrap(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string') return value;
  const first = value.trimStart()[0];
  return first === '{' || first === '[' || first === '"' ? parseBounded(value) : value;
}

/** As `unwrap`, but for conventions that say "this is JSON": numbers, booleans and null are parsed, too. */
export function parseBounded(text: string): JsonValue {
  const parsed = parseJson(text);
  return parsed === undefined || isTooDeep(parsed, maxDepth) ? text : parsed;
}

/** Text as a person reads it: strings as they are, everything else as JSON. */
export function display(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

/** Leaves out what is `undefined`: absent means "not there" in every canonical shape. */
export function defined<T extends object>(loose: Loose<T>): T {
  const result: Partial<Record<string, unknown>> = {};
  for (const key in loose) {
    if (loose[key] !== undefined) result[key] = loose[key];
  }
  return result as T;
}

/** `undefined` for an empty list, so that it can be left out. */
export function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
