import { isAbsolute, relative } from 'node:path';
import type { FrameAt, SourceCandidate } from '../../../protocol/model/source.ts';
import type { SpanRef } from '../../../protocol/model/span.ts';
import { hashInFile } from '../../source/kernelCell.ts';
import type { FailedSpan } from './failedSpan.ts';

export interface RaisedAt {
  /** Absolute path. */
  readonly file: string;
  /** Of a notebook: its place among all cells, from 0; `line` is then the line in the cell. */
  readonly cell?: number;
  /** From 1. */
  readonly line: number;
  /** The text of that line as the stack shows it. */
  readonly quoted?: string;
}

export interface RaisedAtDeps {
  /** Of a frame of a span's stack; without one, none. */
  readonly placeOfFrame: (ref: SpanRef, at: FrameAt) => Promise<SourceCandidate | undefined>;
  /** Absolute. */
  readonly folders: readonly string[];
  readonly isOpen: (path: string) => boolean;
}

/**
 * The line that raised: the innermost frame in the file of the span's function, else the innermost of the workspace's files;
 * without a stack the line where the function begins.
 */
export async function raisedAt(span: FailedSpan, deps: RaisedAtDeps): Promise<RaisedAt | undefined> {
  const { begins, frames, exception } = span;
  let innermost: RaisedAt | undefined;
  for (const { frame, quoted } of frames) {
    const place = await deps.placeOfFrame(span, { exception, frame });
    if (place === undefined || !isOwn(place.file, deps)) continue;
    const { file, line, cell } = place;
    const found = {
      file,
      line,
      ...(cell !== undefined && { cell }),
      ...(quoted !== undefined && { quoted }),
    };
    if (begins === undefined || isIn(begins.file, found)) return found;
    innermost ??= found;
  }
  if (innermost !== undefined) return innermost;
  return begins && isOwn(begins.file, deps) ? begins : undefined;
}

/** A cell runs under a name that its kernel made up. */
function isIn(recorded: string, { file, cell }: RaisedAt): boolean {
  return cell === undefined ? recorded === file : hashInFile(recorded) !== undefined;
}

/** What lies elsewhere is nobody's to mend here. */
export function isOwn(path: string, { folders, isOpen }: Pick<RaisedAtDeps, 'folders' | 'isOpen'>): boolean {
  if (isOpen(path)) return true;
  return folders.some((folder) => {
    const way = relative(folder, path);
    return isAbsolute(path) && way !== '' && !isAbsolute(way) && !/^\.\.([\\/]|$)/.test(way);
  });
}
