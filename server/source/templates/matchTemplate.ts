import type { NameParts } from '../symbols.ts';

/** Fewer known characters fit too many texts by chance. */
export const leastKnown = 20;
/** Shorter pieces between holes (`, `, `?`) stand anywhere. */
const leastPiece = 4;

/** What is written in braces and the like is filled in: `{x}`, `{{ x }}`, `%(x)s`, `%s`, `${x}`, `$x`; `{% … %}` and `{# … #}` are Jinja's. */
const holes =
  /\{%[\s\S]*?%\}|\{#[\s\S]*?#\}|\{\{[^{}\n]*\}\}|\{[^{}\n]*\}|%\(\w+\)[sdr]|%[sdr]|\$\{[^{}\n]*\}|\$[a-z_]\w*/gi;

/** A text as it is compared: white space is anybody's, by `dedent`, wrapping and joining. */
export function comparable(text: string): string {
  return text.replace(/\s+/gu, '');
}

/**
 * How many of a text's characters a template accounts for; `undefined`: it is not made of it. The template's pieces have to
 * stand in the text (`comparable`) in their order. Characters of Chinese, Japanese and Korean count twice: they say more.
 */
export function matchTemplate(parts: NameParts, text: string): number | undefined {
  const whole = parts.map((part) => ({ text: comparable(part), isOptional: false }));
  return matchPieces(whole, text) ?? matchPieces(parts.flatMap(piecesOf), text);
}

interface Piece {
  /** `comparable` */
  readonly text: string;
  /** It stands in a branch or a loop, which may be left out. */
  readonly isOptional: boolean;
}

function piecesOf(part: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let depth = 0;
  let from = 0;
  for (const { index, 0: hole } of part.matchAll(holes)) {
    pieces.push({ text: comparable(part.slice(from, index)), isOptional: depth > 0 });
    // Jinja's blocks, and those of Mustache and Handlebars.
    if (/^(?:\{%[-+]?\s*(?:if|for|block|macro|call|filter)\b|\{\{[#^])/.test(hole)) depth += 1;
    else if (/^(?:\{%[-+]?\s*end|\{\{\/)/.test(hole)) depth -= 1;
    from = index + hole.length;
  }
  return [...pieces, { text: comparable(part.slice(from)), isOptional: depth > 0 }];
}

function matchPieces(pieces: readonly Piece[], text: string): number | undefined {
  let known = 0;
  let from = 0;
  for (const piece of pieces) {
    const weighs = weight(piece.text);
    if (weighs < leastPiece) continue;
    const at = text.indexOf(piece.text, from);
    if (at < 0 && piece.isOptional) continue;
    if (at < 0) return undefined;
    known += weighs;
    from = at + piece.text.length;
  }
  return known < leastKnown ? undefined : known;
}

function weight(text: string): number {
  return text.length + (text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu)?.length ?? 0);
}
