import { type JsonValue, parseJson } from '../../protocol/base/json.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import { isTooDeep } from './depth.ts';
import { maxDepth } from './limits.ts';
import { DecodeError } from './rawSpan.ts';
import { type MaskedValue, takeTags } from './taggedNumbers.ts';

/** 2^53 has sixteen digits: shorter integers are exact. */
const longDigits = /\d{16}/;
const integer = /-?\d{16,}(?![\d.eE])/y;
const wholeFloat = /-?(?:0|[1-9]\d*)(?=[.eE])(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\d.eE])/y;
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
  return parseQuoted(text, longDigits.test(text), quoteNumbers);
}

/**
 * The same with the mask of what a reader could not tell any more: those texts, and whole floats as `1.0`. (Only Python's
 * spelling of these is looked for: `1e5` is a whole float only beside another unusual number.)
 * @throws DecodeError with what is wrong and where
 */
export function parseMarkedJson(text: string): MaskedValue {
  let tag = '';
  const tagged = parseQuoted(text, text.includes('.0') || longDigits.test(text), (unusual) => {
    const escapes = unusedTag(unusual);
    const quoted = quoteNumbers(unusual, escapes);
    if (quoted !== unusual) tag = escapes;
    return quoted;
  });
  if (tag === '') return { value: tagged, mask: undefined };
  // What is nested deeper is refused as an attribute; the artifact around one has a few levels of its own.
  return isTooDeep(tagged, maxDepth + 8)
    ? { value: parseExactJson(text), mask: undefined }
    : takeTags(tagged, tag);
}

/** `undefined` when the text is not JSON. */
export function tryParseMarkedJson(text: string): MaskedValue | undefined {
  try {
    return parseMarkedJson(text);
  } catch {
    return undefined;
  }
}

function parseQuoted(text: string, isUnusual: boolean, quoted: (text: string) => string): JsonValue {
  try {
    return JSON.parse(isUnusual ? quoted(text) : text) as JsonValue;
  } catch (error) {
    const parsed = someNonFinite.test(text) ? parseJson(quoted(text)) : undefined;
    if (parsed === undefined) throw new DecodeError(`not JSON: ${messageOf(error)}`);
    return parsed;
  }
}

/** NULs that no string of this JSON begins with: there is one way only to write them, as escapes. */
function unusedTag(text: string): string {
  let escapes = '\\u0000';
  while (text.includes(escapes)) escapes += '\\u0000';
  return escapes;
}

/**
 * Puts numbers that JSON or a double cannot hold into quotes, and with a tag (of escapes) before them whole floats, too;
 * strings are skipped as a whole.
 */
function quoteNumbers(text: string, tag = ''): string {
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
    const number =
      unusualNumber(text, at, end - at) ?? (tag === '' ? undefined : wholeFloatAt(text, at, end - at));
    if (number !== undefined) {
      result += `${text.slice(copied, at)}"${tag}${number}"`;
      copied = at + number.length;
    }
    at = Math.max(end, copied) - 1;
  }
  return result + text.slice(copied);
}

function wholeFloatAt(text: string, at: number, length: number): string | undefined {
  if (length < 3) return undefined;
  wholeFloat.lastIndex = at;
  const found = wholeFloat.exec(text)?.[0];
  return found !== undefined && Number.isSafeInteger(Number(found)) ? found : undefined;
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
