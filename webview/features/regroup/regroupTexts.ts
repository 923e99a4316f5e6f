import { fileLineText } from '../../../protocol/base/fileLine.ts';
import { formatDuration } from '../../../protocol/base/format.ts';
import type { SpawnedFrom } from '../../../protocol/model/span.ts';
import { strings } from '../../l10n.ts';
import type { Parallel } from '../timeline/parallel.ts';

const words = strings.regroup;

/** `6 in parallel: 1.20 s instead of 5.90 s`: what threads saved against one after the other, as far as it is known. */
export function parallelText({ count, most, wallMs, serialMs }: Parallel): string {
  const [wall, serial] = [formatDuration(wallMs), formatDuration(serialMs)];
  if (count === 1) return words.one;
  if (serialMs === 0) return words.inThreads(count);
  if (most <= 1) return words.inSeries(count, serial);
  return most === count ? words.parallel(count, wall, serial) : words.partly(count, most, wall, serial);
}

/** Why a root hangs here: `spawner` is the name of the span above, where it is known. */
export function whyText({ by, at }: SpawnedFrom, spawner: string | undefined): string {
  return words.why(spawner, by, at && fileLineText(at));
}

/** What to write instead, for one trace. */
export function remedyCode(by: string | undefined): string {
  return remedies.get(by ?? '') ?? words.remedies.submit;
}

const remedies: ReadonlyMap<string, string> = new Map([
  ['map', words.remedies.map],
  ['Thread.start', words.remedies.thread],
  ['run_in_executor', words.remedies.executor],
]);
