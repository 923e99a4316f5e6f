import type { Place } from '../between/messages.ts';
import { isFile, type Prepare, pathOf, type SourceLines } from './sourceLines.ts';

export type Method = (this: unknown, ...given: unknown[]) => unknown;

/** Where the frames that are mostly enough were not: capturing costs by the frame. */
const moreFrames = [8, 100] as const;
/** In a bundle libraries stand in the same file as the program. */
const apiNames: ReadonlySet<string | null> = new Set(['startSpan', 'startActiveSpan']);

/** V8 puts the stack's text here, or what is made of it. */
export interface Captured {
  readonly stack?: unknown;
}

/**
 * Where in the user's code a span begins: the nearest frame that is no library's and none of Node's. V8 walks from where it captures, frame
 * by frame, so the maker of the span captures by itself:
 * `const captured = places.open(); try { Error.captureStackTrace(captured, maker); captured.stack } finally { places.close() }`.
 */
export class Places {
  readonly #lines: SourceLines;
  readonly #isUser = new Map<string, boolean>();
  /** So many were enough so far. */
  #frames = 1;
  #limit = Error.stackTraceLimit;
  #prepare: Prepare = Error.prepareStackTrace;

  constructor(lines: SourceLines) {
    this.#lines = lines;
  }

  /** Until `close`, V8 gives frames as it has them. */
  open(frames = this.#frames): Captured {
    this.#limit = Error.stackTraceLimit;
    this.#prepare = Error.prepareStackTrace;
    Error.stackTraceLimit = frames;
    Error.prepareStackTrace = asTheyAre;
    return {};
  }

  close(): void {
    Error.stackTraceLimit = this.#limit;
    Error.prepareStackTrace = this.#prepare;
  }

  /** The nearest frame of the user above `maker`, which has captured `stack`; undefined where there is none. */
  find(stack: unknown, maker: Method): Place | undefined {
    let sites = sitesOf(stack);
    let asked = this.#frames;
    for (;;) {
      const found = this.#placeAmong(sites);
      if (found !== undefined || sites.length < asked) return found;
      const more = moreFrames.find((frames) => frames > asked);
      if (more === undefined) return undefined;
      sites = this.#capture(maker, more);
      asked = more;
    }
  }

  #capture(maker: Method, frames: number): readonly NodeJS.CallSite[] {
    const captured = this.open(frames);
    try {
      Error.captureStackTrace(captured, maker);
      return sitesOf(captured.stack);
    } finally {
      this.close();
    }
  }

  #placeAmong(sites: readonly NodeJS.CallSite[]): Place | undefined {
    for (const [at, site] of sites.entries()) {
      if (!this.#isOfUser(site.getFileName()) || apiNames.has(site.getFunctionName())) continue;
      const place = this.#lines.place(site, { sites, at, prepare: this.#prepare });
      if (!this.#isOfUser(place.file)) continue;
      this.#frames = Math.max(this.#frames, Math.min(at + 1, moreFrames[0]));
      return place;
    }
    return undefined;
  }

  #isOfUser(name: string | null | undefined): boolean {
    if (!name) return false;
    const known = this.#isUser.get(name);
    if (known !== undefined) return known;
    const isUser = isFile(name) && !/[\\/](node_modules|\.yarn)[\\/]/.test(pathOf(name));
    if (this.#isUser.size > 10_000) this.#isUser.clear();
    this.#isUser.set(name, isUser);
    return isUser;
  }
}

const asTheyAre = (_: unknown, sites: readonly NodeJS.CallSite[]): unknown => sites;

function sitesOf(stack: unknown): readonly NodeJS.CallSite[] {
  return Array.isArray(stack) ? (stack as readonly NodeJS.CallSite[]) : [];
}
