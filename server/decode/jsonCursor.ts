import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/base/json.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import { lastNanos } from '../../protocol/base/time.ts';
import type { NumberMask } from './numberMask.ts';
import { DecodeError } from './rawSpan.ts';

/**
 * Walks parsed JSON and knows where it stands, so that an error can say it:
 * `resourceSpans[0].scopeSpans[0].spans[3].traceId: …`.
 */
export class JsonCursor {
  readonly #format: string;
  readonly #steps: (string | number)[] = [];
  /** Of the any-value that was read last. */
  mask: NumberMask | undefined;

  constructor(format: string) {
    this.#format = format;
  }

  /** Runs `read` one step deeper. The step stays when it throws: the error has been made by then. */
  in<T>(step: string | number, read: () => T): T {
    this.#steps.push(step);
    const result = read();
    this.#steps.pop();
    return result;
  }

  /** Reads each element of an optional list; absent and null are empty. */
  each<T>(
    step: string,
    list: JsonValue | undefined,
    read: (item: JsonObject, index: number) => T,
  ): readonly T[] {
    if (list === undefined || list === null) return [];
    return this.in(step, () => {
      if (!Array.isArray(list)) return this.fail('expected a list');
      return (list as readonly JsonValue[]).map((item, index) =>
        this.in(index, () => read(this.object(item), index)),
      );
    });
  }

  object(value: JsonValue | undefined): JsonObject {
    return isJsonObject(value) ? value : this.fail('expected an object');
  }

  /** Runs `read` with its own errors placed here. */
  located<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      return this.fail(messageOf(error));
    }
  }

  fail(problem: string): never {
    const where = this.#steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    throw new DecodeError(
      `${this.#format}: ${where === '' ? '' : `${where.replace(/^\./, '')}: `}${problem}`,
    );
  }
}

/** The first of several spellings of a field that is there and not null. */
export function field(object: JsonObject, ...names: readonly string[]): JsonValue | undefined {
  for (const name of names) {
    if (Object.hasOwn(object, name) && object[name] !== null) return object[name];
  }
  return undefined;
}

/** Text, or a number in its decimal form; `fallback` when absent. */
export function textField(cursor: JsonCursor, value: JsonValue | undefined, fallback = ''): string {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : cursor.fail('expected a text');
}

/** Nanoseconds as number or text; `'0'` when absent. */
export function nanosField(cursor: JsonCursor, value: JsonValue | undefined): string {
  const text = textField(cursor, value, '0');
  if (text === '') return '0';
  if (!/^\d{1,20}$/.test(text))
    return cursor.fail(`expected a whole number, got ${JSON.stringify(text.slice(0, 50))}`);
  const time = BigInt(text);
  return time > lastNanos ? cursor.fail('a time beyond the year 2262') : time.toString();
}
