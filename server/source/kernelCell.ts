import { isJsonObject, parseJson } from '../../protocol/base/json.ts';

/** How a notebook's cell can be told from others by what its kernel knows of it. */
export interface CellKey {
  /** Counted from 0 among all cells. */
  readonly cell: number;
  /** nbformat 4.5 gives cells an id. */
  readonly id?: string;
  /** Of its text: the name under which ipykernel compiles it. */
  readonly hash: number;
}

/** The code cells of a notebook (nbformat 4); none for what is not one. */
export function cellKeys(notebookJson: string): readonly CellKey[] {
  const notebook = parseJson(notebookJson);
  if (!isJsonObject(notebook) || !Array.isArray(notebook.cells)) return [];
  return notebook.cells.flatMap((cell: unknown, index) => {
    if (!isJsonObject(cell) || cell.cell_type !== 'code') return [];
    const source = Array.isArray(cell.source) ? cell.source.join('') : cell.source;
    if (typeof source !== 'string') return [];
    return [{ cell: index, hash: kernelHash(source), ...(typeof cell.id === 'string' && { id: cell.id }) }];
  });
}

/** The hash in `…/ipykernel_4711/1234567890.py`; `undefined` for any other file. */
export function hashInFile(file: string): number | undefined {
  const digits = /[\\/]ipykernel_\d+[\\/](\d+)\.py$/.exec(file)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** `<timed exec>`, `<string>`: code that was compiled under no name of a file; `%%time` runs a cell so. */
export function isNoFile(file: string): boolean {
  return /(?:^|[\\/])<[^<>\\/]+>$/.test(file);
}

const seed = 0xc70f6907;
const multiplier = 0x5bd1e995;

/** MurmurHash2 in 32 bits, of UTF-8, with ipykernel's seed (ipykernel/compiler.py names files by it). */
export function kernelHash(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  const whole = bytes.length & ~3;
  let hash = seed ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    const mixed = Math.imul(bytes.readInt32LE(at), multiplier);
    hash = Math.imul(hash, multiplier) ^ Math.imul(mixed ^ (mixed >>> 24), multiplier);
  }
  if (whole < bytes.length) {
    hash = Math.imul(hash ^ bytes.readUIntLE(whole, bytes.length - whole), multiplier);
  }
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return (hash ^ (hash >>> 15)) >>> 0;
}
