import { readFile } from 'node:fs/promises';
import type { CodeState, RanText, SourceCandidate } from '../../protocol/model/source.ts';
import type { Span } from '../../protocol/model/span.ts';
import { asItRan, type Freshness, freshness, lineNow } from './freshness.ts';
import { pythonCells } from './notebook.ts';
import { type RanBlock, ranBlock } from './ranBlock.ts';

export type OpenText = (path: string) => string | undefined;

/** Longer ones are not compared. */
const maxText = 10_000_000;

/** Today's text of a file, or of a cell of a notebook, as it is open, else on the disk. Never rejects. */
export async function textToday(
  { file, cell }: Pick<SourceCandidate, 'file' | 'cell'>,
  openText: OpenText,
): Promise<string | undefined> {
  const whole = openText(file) ?? (await readFile(file, 'utf8').catch(() => undefined));
  if (whole === undefined || whole.length > maxText) return undefined;
  return cell === undefined ? whole : pythonCells(whole).find((one) => one.cell === cell)?.source;
}

interface Compared {
  readonly block: RanBlock;
  readonly today: string;
  readonly fresh: Freshness;
}

async function compare(
  ran: RanText,
  place: Pick<SourceCandidate, 'file' | 'cell'>,
  openText: OpenText,
): Promise<Compared | undefined> {
  const block = ranBlock(ran, place.file);
  if (block === undefined) return undefined;
  const today = await textToday(place, openText);
  return today === undefined ? undefined : { block, today, fresh: freshness(block, today) };
}

/** What became of the text, where the place's file can be read. */
export async function codeState(
  ran: RanText,
  place: SourceCandidate,
  openText: OpenText,
): Promise<CodeState | undefined> {
  return (await compare(ran, place, openText))?.fresh.state;
}

/** Today's text with what ran in its place. */
export async function textAsItRan(
  ran: RanText,
  place: SourceCandidate,
  openText: OpenText,
): Promise<string | undefined> {
  const compared = await compare(ran, place, openText);
  return compared && asItRan(compared.block, compared.today, compared.fresh);
}

/** The span with the lines of its place as they are today; those of a notebook are found by their cell. */
export async function withLinesOfToday(span: Span, ran: RanText, openText: OpenText): Promise<Span> {
  const { source } = span;
  if (source?.file === undefined || source.line === undefined) return span;
  const { file, line, callSite } = source;
  const compared = await compare(ran, { file }, openText);
  const now = compared && lineNow(compared.block, line, compared.today, compared.fresh);
  if (now === undefined || now === line) return span;
  const isCall = callSite?.file === file && callSite.line === line;
  return { ...span, source: { ...source, line: now, ...(isCall && { callSite: { file, line: now } }) } };
}
