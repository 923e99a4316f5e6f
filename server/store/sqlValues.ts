import { lastNanos, type Nanos } from '../../protocol/base/time.ts';

/** A SQLite integer is signed: what a broken clock sends beyond the year 2262 is kept as that year. */
export function nanosToSql(nanos: Nanos): bigint {
  const value = BigInt(nanos);
  return value > lastNanos ? lastNanos : value;
}

export function jsonToSql(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** Our own text, written by `jsonToSql`. */
export function jsonFromSql<T>(text: string | null): T | undefined {
  return text === null ? undefined : (JSON.parse(text) as T);
}

/** The object with the entry, or without it where there is no value. */
export function optional<K extends string, V>(
  key: K,
  value: V | null | undefined,
): { readonly [P in K]?: V } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
