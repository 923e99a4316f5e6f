import { type JsonValue, parseJson } from '../../protocol/base/json.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import { DecodeError } from './rawSpan.ts';

/** 2^53 has sixteen digits: shorter integers are exact. */
const longDigits = /\d{16}/;
const integer = /-?\d{16,}(?![\d.eE])/y;
const quote = 0x22;
const someNonFinite = /NaN|Infinity/;
const nonFinite = /(?:NaN|-?Infinity)\b/y;

/**
 * `JSON.parse` that keeps integers beyond 2^53 exact, as decimal text: nanosecond times and int64 values
 * stand as bare numbers in MLflow's artifacts and in some OTLP/JSON. Python's `NaN` and `Infinity`, which are no
 * JSON, come out as text, too.
 * @throws DecodeError with what is wrong and where
 */
export function parseExactJson(text: string): JsonValue {
  try {
    return JSON.parse(longDigits.test(text) ? quoteNumbers(text) : text) as JsonValue;
  } catch (error) {
    const parsed = someNonFinite.test(text) ? parseJson(quoteNumbers(text)) : undefined;
    if (parsed === undefined) throw new DecodeError(`not JSON: ${messageOf(error)}`);
    return parsed;
  }
}

/** `undefined` when the text is not JSON. */
export function tryParseExactJson(text: string): JsonValue | undefined {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

/** Puts numbers that JSON or a double cannot hold into quotes; strings are skipped as a whole. */
function quoteNumbers(text: string): string {
  let result = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      continue;
    }
    if (!mayBeginNumber(code)) continue;
    const end = endOfNumber(text, at);
    const number = unusualNumber(text, at, end - at);
    if (number !== undefined) {
      result += `${text.slice(copied, at)}"${number}"`;
      copied = at + number.length;
    }
    at = Math.max(end, copied) - 1;
  }
  return result + text.slice(copied);
}

/** `-`, a digit, `I`, `N` */
function mayBeginNumber(code: number): boolean {
  return code === 0x2d || (code >= 0x30 && code <= 0x39) || code === 0x49 || code === 0x4e;
}

function unusualNumber(text: string, at: number, digits: number): string | undefined {
  nonFinite.lastIndex = at;
  integer.lastIndex = at;
  const found = (digits >= 16 ? integer.exec(text) : nonFinite.exec(text))?.[0];
  return found === undefined || Number.isSafeInteger(Number(found)) ? undefined : found;
}

/** Index of the closing quote, or the text's end. */
function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0) {
    let backslashes = 0;
    while (text.charCodeAt(close - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return close;
    close = text.indexOf('"', close + 1);
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && '0123456789+-.eE'.includes(text.charAt(end))) end++;
  return end;
}
