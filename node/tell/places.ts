import type { Place } from '../between/messages.ts';
import { isFile, type Prepare, pathOf, type SourceLines } from './sourceLines.ts';
import type { Method } from './tap.ts';

/** Most spans begin near the user's code; capturing costs by the frame. */
const frameCounts = [2, 8, 100] as const;
/** In a bundle libraries stand in the same file as the program. */
const apiNames: ReadonlySet<string | null> = new Set(['startSpan', 'startActiveSpan']);

/** Where in the user's code a span begins: the nearest frame that is no library's and none of Node's. */
export class Places {
  readonly #lines: SourceLines;
  readonly #isUser = new Map<string, boolean>();

  constructor(lines: SourceLines) {
    this.#lines = lines;
  }

  /** The nearest frame of the user above `maker`; undefined where there is none. */
  find(maker: Method): Place | undefined {
    for (const frames of frameCounts) {
      const { sites, prepare } = capture(maker, frames);
      const found = this.#placeAmong(sites, prepare);
      if (found !== undefined || sites.length < frames) return found;
    }
    return undefined;
  }

  #placeAmong(sites: readonly NodeJS.CallSite[], prepare: Prepare): Place | undefined {
    for (const [at, site] of sites.entries()) {
      if (!this.#isOfUser(site.getFileName()) || apiNames.has(site.getFunctionName())) continue;
      const place = this.#lines.place(site, { sites, at, prepare });
      if (this.#isOfUser(place.file)) return place;
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

/** The frames as V8 has them, and what would have made a text of them (source-map-support, say). */
function capture(
  maker: Method,
  frames: number,
): { readonly sites: readonly NodeJS.CallSite[]; readonly prepare: Prepare } {
  const holder: { stack?: unknown } = {};
  const { stackTraceLimit, prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = frames;
    Error.prepareStackTrace = asTheyAre;
    Error.captureStackTrace(holder, maker);
    const sites = Array.isArray(holder.stack) ? (holder.stack as readonly NodeJS.CallSite[]) : [];
    return { sites, prepare: prepareStackTrace };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}
