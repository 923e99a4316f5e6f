import { stackFrames, type TracedFrame } from '../../../protocol/base/stackFrames.ts';

/** A stack's text in pieces; put together they are the text. */
export type StackPart =
  | { readonly kind: 'text'; readonly text: string }
  /** A library's frame with the source lines below it. */
  | { readonly kind: 'library'; readonly text: string }
  /** The name and line of a frame of the user's own code; `frame` is its index in `stackFrames`. */
  | { readonly kind: 'own'; readonly text: string; readonly frame: number; readonly place: TracedFrame };

export function stackParts(text: string): readonly StackPart[] {
  const parts: StackPart[] = [];
  let done = 0;
  const take = (kind: 'text' | 'library', end: number): void => {
    if (end > done) parts.push({ kind, text: text.slice(done, end) });
    done = Math.max(done, end);
  };
  const frames = stackFrames(text);
  for (const [index, place] of frames.entries()) {
    if (place.library) {
      take('text', place.start);
      take('library', endOfSource(text, place, frames[index + 1]?.start ?? text.length));
    } else {
      take('text', place.nameStart);
      parts.push({ kind: 'own', text: text.slice(place.nameStart, place.nameEnd), frame: index, place });
      done = place.nameEnd;
    }
  }
  take('text', text.length);
  return parts;
}

/** Python shows source below a frame, further in than the frame itself. */
function endOfSource(text: string, { start, end }: TracedFrame, limit: number): number {
  const own = indentAt(text, start);
  let newline = text.indexOf('\n', end);
  while (newline >= 0 && newline < limit) {
    if (indentAt(text, newline + 1) <= own) return newline;
    newline = text.indexOf('\n', newline + 1);
  }
  return limit;
}

/** Exception groups draw a line down the left. */
function indentAt(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '|') at++;
  return at - start;
}
