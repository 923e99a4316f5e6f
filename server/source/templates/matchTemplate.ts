import type { NameParts } from '../symbols.ts';

/** Fewer known characters fit too many texts by chance. */
export const leastKnown = 20;
/** Shorter pieces between holes (`, `, `?`) stand anywhere. */
const leastPiece = 4;

/** What is written in braces and the like is filled in: `{x}`, `{{ x }}`, `%(x)s`, `%s`, `${x}`, `$x`. */
const holes = /\{\{[^{}\n]*\}\}|\{[^{}\n]*\}|%\(\w+\)[sdr]|%[sdr]|\$\{[^{}\n]*\}|\$[a-z_]\w*/gi;

/** A text as it is compared: white space is anybody's, by `dedent`, wrapping and joining. */
export function comparable(text: string): string {
  return text.replace(/\s+/gu, '');
}

/**
 * How many of a text's characters a template accounts for; `undefined`: it is not made of it. The template's pieces have to
 * stand in the text (`comparable`) in their order. Characters of Chinese, Japanese and Korean count twice: they say more.
 */
export function matchTemplate(parts: NameParts, text: string): number | undefined {
  const whole = parts.map(comparable).filter((piece) => piece !== '');
  const known = matchPieces(whole, text);
  if (known !== undefined) return known;
  const pieces = parts.flatMap((part) => part.split(holes)).map(comparable);
  return matchPieces(pieces, text);
}

function matchPieces(pieces: readonly string[], text: string): number | undefined {
  const long = pieces.filter((piece) => weight(piece) >= leastPiece);
  const known = long.reduce((sum, piece) => sum + weight(piece), 0);
  if (known < leastKnown) return undefined;
  let from = 0;
  for (const piece of long) {
    const at = text.indexOf(piece, from);
    if (at < 0) return undefined;
    from = at + piece.length;
  }
  return known;
}

function weight(text: string): number {
  return text.length + (text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu)?.length ?? 0);
}
