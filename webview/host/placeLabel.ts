import type { SourceCandidate } from '../../protocol/model/source.ts';

/** `quickstart.py:12`, `recipes.ipynb · cell 3:12` (cells counted from 1, as people do). */
export function placeLabel(place: Pick<SourceCandidate, 'file' | 'line' | 'cell'>): string {
  const name = place.file.split(/[/\\]/).at(-1) ?? place.file;
  return place.cell === undefined
    ? `${name}:${place.line}`
    : `${name} · cell ${place.cell + 1}:${place.line}`;
}
