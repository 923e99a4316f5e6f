import type { Splits } from './persisted.ts';

export interface Pane {
  readonly name: keyof Splits;
  /** Pixels. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
}

export interface PaneSizes {
  readonly list: Pane;
  readonly details: Pane;
}

/** What the tree keeps, whatever the panes beside it want: it is what one came for. */
const treeMin = 110;

/**
 * Sizes of the panes around the tree in `total` pixels: what the user chose, else a share of what is there, and never
 * so much that the tree disappears when the panel is made smaller.
 */
export function paneSizes(splits: Splits, wide: boolean, total: number): PaneSizes {
  const [listName, detailsName] = wide
    ? (['wideList', 'wideDetails'] as const)
    : (['narrowList', 'narrowDetails'] as const);
  const [listMin, detailsMin] = wide ? [140, 220] : [22, 60];
  const room = Math.max(listMin + detailsMin, total - treeMin);
  const list = clamp(splits[listName] ?? defaultList(wide, total), listMin, room - detailsMin);
  const details = clamp(splits[detailsName] ?? defaultDetails(wide, total), detailsMin, room - list);
  return {
    list: { name: listName, size: list, min: listMin, max: room - details },
    details: { name: detailsName, size: details, min: detailsMin, max: room - list },
  };
}

const narrowRow = 22;

/** Narrow: two to four whole rows. */
function defaultList(wide: boolean, total: number): number {
  return wide
    ? clamp(total * 0.19, 200, 280)
    : narrowRow * clamp(Math.round((total * 0.12) / narrowRow), 2, 4);
}

function defaultDetails(wide: boolean, total: number): number {
  return wide ? clamp(total * 0.34, 320, 520) : Math.round(total * 0.48);
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
