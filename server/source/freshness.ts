import type { CodeState } from '../../protocol/model/source.ts';
import { below, type CodeLine, codeLines, standsAt, withoutBlankEnd } from './codeLines.ts';
import type { LineRange } from './pythonBlocks.ts';
import { pythonBlocks, type RanBlock } from './ranBlock.ts';

export interface Freshness {
  readonly state: CodeState;
  /** Where it stands in today's text; of what is gone there is none. */
  readonly range?: LineRange;
}

/**
 * What became of a text that ran, in today's text of its file or cell. Indentation as a whole, white space at the
 * ends of lines and comments behind the last statement do not count; every other change does. Pure.
 */
export function freshness(ran: RanBlock, today: string): Freshness {
  const lines = codeLines(today);
  const range = whereItStands(ran, lines);
  if (range) return { state: range.first === ran.line ? 'same' : 'moved', range };
  const now = successor(ran, today, lines);
  return now ? { state: 'changed', range: now } : { state: 'gone' };
}

/** What ran does not stand in the code any more; that it stands elsewhere is no news. */
export function isStale({ state }: Freshness): boolean {
  return state === 'changed' || state === 'gone';
}

/** Where a line that ran stands now: the same text, else as far from the start; of what is gone it is not known. Pure. */
export function lineNow(
  ran: RanBlock,
  line: number,
  today: string,
  { state, range }: Freshness,
): number | undefined {
  if (!range) return undefined;
  const at = Math.max(0, line - ran.line);
  const expected = Math.min(range.first + at, range.last);
  if (state !== 'changed') return expected;
  const wanted = codeLines(ran.text)[at]?.text;
  const same = codeLines(today)
    .map(({ text }, index) => ({ text, line: index + 1 }))
    .filter((one) => one.text === wanted && one.line >= range.first && one.line <= range.last)
    .toSorted((a, b) => Math.abs(a.line - expected) - Math.abs(b.line - expected));
  return same[0]?.line ?? expected;
}

/**
 * Today's text with what ran in the place of what became of it, so that a diff of the two shows that alone; what is gone is
 * put where it began. Pure.
 */
export function asItRan(ran: RanBlock, today: string, { range }: Freshness): string {
  const lines = today.split(/\r?\n/);
  const [first, last] = range ? [range.first, range.last] : [ran.line, ran.line - 1];
  const block = withoutBlankEnd(codeLines(ran.text));
  const own = block[0]?.indent ?? '';
  const indent = range ? (/^[ \t]*/.exec(lines[first - 1] ?? '')?.[0] ?? '') : own;
  const text = block.map((line) => (line.raw.startsWith(own) ? indent + below(line, own) : line.raw));
  return [...lines.slice(0, first - 1), ...text, ...lines.slice(last)].join(
    today.includes('\r\n') ? '\r\n' : '\n',
  );
}

function whereItStands({ text, line }: RanBlock, lines: readonly CodeLine[]): LineRange | undefined {
  const block = withoutBlankEnd(codeLines(text));
  const [head] = block;
  if (!head) return undefined;
  const [first] = lines
    .flatMap((one, at) => (one.text === head.text && standsAt(block, lines, at) ? [at] : []))
    .filter((at) => endsBefore(lines, at + block.length, lines[at]?.indent ?? ''))
    .map((at) => at + 1)
    .toSorted((a, b) => Math.abs(a - line) - Math.abs(b - line));
  return first === undefined ? undefined : { first, last: first + block.length - 1 };
}

/** The next statement is no further part of the block: somebody may have added to its end. */
function endsBefore(lines: readonly CodeLine[], at: number, indent: string): boolean {
  const next = lines.slice(at).find(({ text }) => text !== '' && !text.startsWith('#'));
  return next === undefined || next.indent.length <= indent.length;
}

/** What has its name now, or begins as the block did; the nearest. */
function successor(
  { name, text, line, blocks = pythonBlocks }: RanBlock,
  today: string,
  lines: readonly CodeLine[],
): LineRange | undefined {
  const byDistance = (a: LineRange, b: LineRange) => Math.abs(a.first - line) - Math.abs(b.first - line);
  // A lambda's name tells nothing.
  if (name !== undefined && !name.endsWith('>')) {
    return blocks.named(today, name.replaceAll('.<locals>', '')).toSorted(byDistance)[0];
  }
  const head = codeLines(text)[0]?.text;
  return lines
    .flatMap((one, at) => (one.text === head ? (blocks.statementOn(today, at + 1) ?? []) : []))
    .toSorted(byDistance)[0];
}
