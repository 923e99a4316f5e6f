import type { Effort } from './effort.ts';

/** SQL's LIKE: `%` any text, `_` any one character, nothing escapes them, as in MLflow. Upper and lower case differ. */
export function isLike(text: string, pattern: string, effort: Effort): boolean {
  effort.spend(pattern.length);
  const [first = '', ...rest] = pattern.split('%');
  const last = rest.pop();
  const from = endOf(text, 0, first);
  if (from === undefined) return false;
  if (last === undefined) return from === text.length;
  let at = from;
  // Each part as early as possible: whatever follows has the most room then, so nothing is ever tried again.
  for (const part of rest) {
    const end = findEnd(text, at, part, effort);
    if (end === undefined) return false;
    at = end;
  }
  return endsWith(text, at, last, effort);
}

/** SQLite's `lower`, which MLflow compares by for ILIKE: letters beyond ASCII stay as they are. */
export function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function findEnd(text: string, from: number, part: string, effort: Effort): number | undefined {
  if (!part.includes('_')) {
    const found = text.indexOf(part, from);
    effort.spend(((found < 0 ? text.length : found) - from) >> 3);
    return found < 0 ? undefined : found + part.length;
  }
  for (let at = from; at <= text.length; at++) {
    effort.spend(part.length);
    const end = endOf(text, at, part);
    if (end !== undefined) return end;
  }
  return undefined;
}

function endsWith(text: string, from: number, part: string, effort: Effort): boolean {
  if (!part.includes('_')) return text.length - part.length >= from && text.endsWith(part);
  // A character may be two units long.
  for (let at = Math.max(from, text.length - 2 * part.length); at <= text.length; at++) {
    effort.spend(part.length);
    if (endOf(text, at, part) === text.length) return true;
  }
  return false;
}

/** Where `part`, without `%`, ends if it stands at `from`. */
function endOf(text: string, from: number, part: string): number | undefined {
  if (!part.includes('_')) return text.startsWith(part, from) ? from + part.length : undefined;
  let at = from;
  for (const letter of part) {
    if (at >= text.length) return undefined;
    if (letter === '_') at += (text.codePointAt(at) ?? 0) > 0xff_ff ? 2 : 1;
    else if (text.startsWith(letter, at)) at += letter.length;
    else return undefined;
  }
  return at;
}
