import type { JsonValue } from '../../protocol/base/json.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import { DecodeError } from './rawSpan.ts';

/** 2^53 has sixteen digits: shorter integers are exact. */
const longDigits = /\d{16}/;
const integer = /-?\d{16,}(?![\d.eE])/y;

/**
 * `JSON.parse` that keeps integers beyond 2^53 exact, as decimal text: nanosecond times and int64 values
 * stand as bare numbers in MLflow's artifacts and in some OTLP/JSON.
 * @throws DecodeError with what is wrong and where
 */
export function parseExactJson(text: string): JsonValue {
  try {
    return JSON.parse(longDigits.test(text) ? quoteLongIntegers(text) : text) as JsonValue;
  } catch (error) {
    throw new DecodeError(`not JSON: ${messageOf(error)}`);
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

/** Puts integers that a double cannot hold into quotes; strings are skipped as a whole. */
function quoteLongIntegers(text: string): string {
  let result = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const end = endOfNumber(text, at);
      integer.lastIndex = at;
      const digits = end - at >= 16 ? integer.exec(text)?.[0] : undefined;
      if (digits !== undefined && !Number.isSafeInteger(Number(digits))) {
        result += `${text.slice(copied, at)}"${digits}"`;
        copied = end;
      }
      at = end - 1;
    }
  }
  return result + text.slice(copied);
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
