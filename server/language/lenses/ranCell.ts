import { type CellKey, hashInFile, isNoFile } from '../../source/kernelCell.ts';
import type { RecentCall } from '../../store/recentCalls.ts';

/** What tells the cells of an open notebook apart. */
export interface NotebookCells {
  readonly keys: readonly CellKey[];
  /** The editor's own addresses of all cells, by their place; its kernel is told them as ids. */
  readonly uris: readonly string[];
}

/** Where in a notebook a call was made. */
export interface RanIn {
  /** The cells that come into question; absent: all. */
  readonly cells?: ReadonlySet<number>;
  /** The likely one among them. */
  readonly likely?: number;
  /** The text is still the one that ran: its lines hold. */
  readonly isSame: boolean;
}

const editorScheme = 'vscode-notebook-cell:';

/** `undefined`: not in this notebook. A cell that was edited since may be any, and so is told by names alone. */
export function ranIn(location: RecentCall['location'], { keys, uris }: NotebookCells): RanIn | undefined {
  if (location === undefined) return { isSame: false };
  const { file, cellId } = location;
  if (isNoFile(file)) return { isSame: false };
  const hash = hashInFile(file);
  if (hash === undefined) return undefined;
  if (cellId?.startsWith(editorScheme) && !uris.some((uri) => notebookOf(uri) === notebookOf(cellId)))
    return undefined;
  const same = keys.filter((key) => key.hash === hash).map(({ cell }) => cell);
  const atUri = cellId === undefined ? -1 : uris.indexOf(cellId);
  const likely = atUri >= 0 ? atUri : keys.find(({ id }) => id !== undefined && id === cellId)?.cell;
  if (likely !== undefined && same.includes(likely))
    return { cells: new Set([likely]), likely, isSame: true };
  if (same.length > 0) return { cells: new Set(same), isSame: true };
  return { ...(likely !== undefined && { likely }), isSame: false };
}

function notebookOf(cellUri: string): string {
  return cellUri.replace(/#.*$/s, '');
}
