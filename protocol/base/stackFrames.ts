/** A line of a stack trace that names a place in code. Its number in the list is how views and server speak of it. */
export interface TracedFrame {
  /** As the program named it (a `file:` URL as its path): absolute, relative, or made up by a notebook's kernel. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column?: number;
  /** Of the language or of an installed package, by its path. */
  readonly library: boolean;
  /** Offsets in the text, in UTF-16 units: of the whole line … */
  readonly start: number;
  readonly end: number;
  /** … and of the file's bare name to its line number. */
  readonly nameStart: number;
  readonly nameEnd: number;
}

/** No file system has longer paths; whatever is longer is a message. */
const maxLine = 5000;

/**
 * The frames of a stack trace, in the order of the text: Python's `File "…", line N` (`traceback`; in chained
 * exceptions and exception groups too) and V8's `at f (file:line:column)` (v8.dev/docs/stack-trace-api). Time is linear
 * in the text. The start of a text has the same frames as the whole, as far as it goes. Whoever wrote the message may
 * have written frames into it: a path from here is a claim.
 */
export function stackFrames(text: string): readonly TracedFrame[] {
  const frames: TracedFrame[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline;
    const end = text[next - 1] === '\r' && next > start ? next - 1 : next;
    if (end - start <= maxLine) {
      const line = text.slice(start, end);
      const frame = pythonFrame(line) ?? nodeFrame(line);
      if (frame !== undefined) frames.push(placed(frame, start, end));
    }
    start = next + 1;
  }
  return frames;
}

interface LineParts {
  /** As it stands in the line, from `pathStart`. */
  readonly path: string;
  readonly pathStart: number;
  readonly nameEnd: number;
  readonly line: number;
  readonly column?: number;
}

/** Exception groups draw their tree before it. */
const pythonStart = /^[ \t|+-]*File "/;
const pythonEnd = /", line (\d{1,9})(?=,|$)/;

function pythonFrame(line: string): LineParts | undefined {
  const pathStart = pythonStart.exec(line)?.[0].length;
  if (pathStart === undefined) return undefined;
  const found = pythonEnd.exec(line.slice(pathStart));
  if (!found) return undefined;
  const path = line.slice(pathStart, pathStart + found.index);
  const nameEnd = pathStart + found.index + found[0].length;
  return { path, pathStart, nameEnd, line: Number(found[1]) };
}

const nodeStart = /^[ \t]*at (?:async )?/;
const nodeEnd = /:(\d{1,9}):(\d{1,9})\)?$/;

function nodeFrame(line: string): LineParts | undefined {
  const about = nodeStart.exec(line)?.[0].length;
  const found = about === undefined ? null : nodeEnd.exec(line);
  if (about === undefined || !found) return undefined;
  const inBrackets = line.endsWith(')');
  const bracket = inBrackets ? line.indexOf(' (', about) : -1;
  if (inBrackets && bracket < 0) return undefined;
  const pathStart = inBrackets ? bracket + 2 : about;
  const path = line.slice(pathStart, found.index);
  // Code that `eval` made names the place of the `eval`, then none of its own; a time of day is no place.
  if (path.startsWith('eval at ') || !/[\\/]|^node:/.test(path)) return undefined;
  const nameEnd = line.length - (inBrackets ? 1 : 0);
  return { path, pathStart, nameEnd, line: Number(found[1]), column: Number(found[2]) };
}

function placed(parts: LineParts, start: number, end: number): TracedFrame {
  const { path, pathStart, nameEnd, line, column } = parts;
  const file = pathOfUrl(path);
  const name = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return {
    file,
    line,
    ...(column !== undefined && column > 0 && { column }),
    library: line < 1 || isLibrary(file),
    start,
    end,
    nameStart: start + pathStart + name,
    nameEnd: start + nameEnd,
  };
}

/** `file:///C:/a%20b.js` → `C:/a b.js`; anything else as it is. */
function pathOfUrl(path: string): string {
  const bare = /^file:\/\/(\/.*)$/.exec(path)?.[1];
  if (bare === undefined) return path;
  const local = /^\/[a-z]:\//i.test(bare) ? bare.slice(1) : bare;
  try {
    return decodeURIComponent(local);
  } catch {
    return local;
  }
}

const libraryFolder =
  /(?:^|\/)(?:site-packages|dist-packages|node_modules|lib(?:64)?\/python\d[\d.]*t?|python[\d.]+\/lib)\/|^internal\//i;

/** What has no file of its own (`<frozen …>`, `node:fs`, `webpack-internal:///…`) counts as the language's. */
function isLibrary(file: string): boolean {
  const path = file.replaceAll('\\', '/');
  if (path === '' || path.startsWith('<') || /^[a-z][\w+.-]+:/i.test(path)) return true;
  return libraryFolder.test(path);
}
