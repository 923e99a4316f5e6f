import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Place } from '../between/messages.ts';
import { report } from '../between/report.ts';

export interface TextsDeps {
  /** Milliseconds since the epoch. */
  readonly startedMs: number;
  /** Milliseconds, from any start. */
  readonly now: () => number;
}

export interface TextRecord {
  readonly op: 'text';
  /** SHA-256 of the text in UTF-8, hexadecimal. */
  readonly hash: string;
  readonly text: string;
}

/** A text of a file, and the line on which a span of it began. */
export interface Ran {
  readonly hash: string;
  readonly line: number;
  readonly file: true;
}

interface Known {
  readonly mtimeMs: number;
  readonly lookedMs: number;
  /** Undefined: which text runs is not known. */
  readonly text: TextRecord | undefined;
}

const maxCharacters = 65_536;
const maxFiles = 500;
const maxKept = 8 * 1024 * 1024;
/** How long a look at the disk is trusted. */
const freshMs = 200;
/** A file's time comes from a clock that moves on every 10 ms on some systems. */
const clockMs = 10;

/**
 * The texts of the program's files as this process runs them. Node keeps none for us: a file has what runs where nobody has written to
 * it since the process started. One that was written to later may have been loaded anew (development servers do that) or not: of
 * spans from then on nothing is told.
 */
export class Texts {
  readonly #deps: TextsDeps;
  readonly #known = new Map<string, Known>();
  readonly #told = new Set<string>();
  #waiting: readonly TextRecord[] = [];
  /** Characters. */
  #kept = 0;

  constructor(deps: TextsDeps) {
    this.#deps = deps;
  }

  /** Never throws. */
  of({ file, line, compiled }: Place): Ran | undefined {
    const text = this.#look(file, compiled).text;
    if (text === undefined) return undefined;
    if (!this.#told.has(text.hash)) {
      this.#told.add(text.hash);
      this.#waiting = [...this.#waiting, text];
    }
    return { hash: text.hash, line, file: true };
  }

  /** Those of which the receiver has not heard yet. */
  take(): readonly TextRecord[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  /** For a receiver that may know none of them. */
  forget(): void {
    this.#told.clear();
    this.#waiting = [];
  }

  #look(file: string, compiled: string | undefined): Known {
    const now = this.#deps.now();
    const known = this.#known.get(file);
    if (known && now - known.lookedMs < freshMs) return known;
    const mtimeMs = timeOf(file);
    const isSame = known !== undefined && known.mtimeMs === mtimeMs;
    const text = isSame ? known.text : known === undefined ? this.#read(file, mtimeMs, compiled) : undefined;
    const looked = { mtimeMs, lookedMs: now, text };
    if (known !== undefined || this.#known.size < maxFiles) this.#known.set(file, looked);
    return looked;
  }

  #read(file: string, mtimeMs: number, compiled: string | undefined): TextRecord | undefined {
    const compiledMs = compiled === undefined ? this.#deps.startedMs : timeOf(compiled);
    const isOfRun = mtimeMs + clockMs <= compiledMs && compiledMs <= this.#deps.startedMs;
    if (!isOfRun) return undefined;
    try {
      const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
      // U+FFFD: it is not UTF-8. Written to while it was read, it may be half of two texts.
      if (text.length > maxCharacters || text.includes('\uFFFD') || timeOf(file) !== mtimeMs)
        return undefined;
      this.#kept += text.length;
      if (this.#kept > maxKept) return undefined;
      return { op: 'text', hash: createHash('sha256').update(text).digest('hex'), text };
    } catch (error) {
      report(error);
      return undefined;
    }
  }
}

/** NaN where there is no such file, or it may not be looked at: a span is told all the same. */
function timeOf(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return Number.NaN;
  }
}
