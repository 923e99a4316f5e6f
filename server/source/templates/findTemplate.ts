import type { CancelSignal } from '../../../protocol/messages/requests.ts';
import type { SourceCandidate } from '../../../protocol/model/source.ts';
import type { Resolved } from '../resolve.ts';
import type { Slicer } from '../slicer.ts';
import { literalsIn } from './literals.ts';
import { comparable, leastKnown, matchTemplate } from './matchTemplate.ts';
import { prefilter } from './mayHold.ts';

export interface TemplateSearch {
  /** Source files, notebooks and files of prompts, as they are open, else as the disk has them. */
  readonly texts: () => AsyncIterable<{ readonly path: string; readonly text: string }>;
  readonly slicer: Slicer;
  /** Milliseconds from any point. */
  readonly now: () => number;
  readonly signal?: CancelSignal;
}

/** Nobody waits longer for a line of code. */
const mostMs = 20_000;
const mostCandidates = 20;
/** Longer prompts are documents; their templates are at the start. */
const mostText = 200_000;

interface Found {
  readonly candidate: SourceCandidate;
  readonly known: number;
}

/** The texts in the code, and in files that it may read, that a prompt may be made of, the one that accounts for most of it first. Pure of state; never rejects for what stands in files. */
export async function findTemplate(prompt: string, search: TemplateSearch): Promise<Resolved> {
  const { texts, slicer, now, signal } = search;
  const text = comparable(prompt.slice(0, mostText));
  if (text.length < leastKnown / 2)
    return { candidates: [], reason: 'The text is too short to be told from others.' };
  const mayHold = prefilter(text);
  const started = now();
  const found: Found[] = [];
  let isCut = false;
  for await (const file of texts()) {
    if (signal?.aborted || now() - started > mostMs) {
      isCut = true;
      break;
    }
    if (mayHold(file.text)) found.push(...(await matchesIn(file, text, slicer)));
    await slicer.breathe();
  }
  return ranked(found, isCut);
}

async function matchesIn(
  { path, text: source }: { readonly path: string; readonly text: string },
  prompt: string,
  slicer: Slicer,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const { parts, line, column, cell, isWhole } of await literalsIn(path, source, slicer)) {
    const known = matchTemplate(parts, prompt);
    if (known === undefined) continue;
    const at = { file: path, line, column, ...(cell !== undefined && { cell }) };
    found.push({ candidate: { ...at, basis: 'index' }, known });
    if (isWhole) break;
  }
  return found;
}

function ranked(found: readonly Found[], isCut: boolean): Resolved {
  const best = found.toSorted((a, b) => b.known - a.known).slice(0, mostCandidates);
  const equal = best.filter(({ known }) => known === best[0]?.known).length;
  if (best.length > 0)
    return { candidates: best.map(({ candidate }) => candidate), ...(equal > 1 && { equal }) };
  const reason = isCut
    ? 'The search took too long and was ended: nothing that this text is made of was found until then.'
    : 'No text in the open folders has the words of this message: it may be typed by a user, come from a service or a folder that is not open, or be a library’s.';
  return { candidates: [], reason };
}
