import type { SQLOutputValue } from 'node:sqlite';
import type { RawSpan } from '../../decode/rawSpan.ts';
import type { Database } from '../driver.ts';
import { type RawRow, rawFromRow } from '../rawJson.ts';
import type { Resources } from '../resources.ts';
import { Effort } from './effort.ts';
import { isLike, lowerAscii } from './like.ts';
import { compilePattern, isMatched, type Pattern } from './patternMatch.ts';
import { PatternError } from './patternSyntax.ts';

/** The server does nothing else meanwhile. SDKs wait longer than this for an answer (docs/environment.md: 2 s or more). */
const mostMs = 1800;
/** Between two looks at the clock: some milliseconds. */
const stepsBetween = 500_000;

/** A row of `contentColumns` as text. */
type RowContent = (row: readonly SQLOutputValue[]) => string;

interface Search {
  readonly effort: Effort;
  readonly contentOf: RowContent;
  readonly patterns: Map<string, Pattern | undefined>;
}

/** What SQLite lacks for searching, each with bounded effort: `text_like`, `text_ilike`, `text_rlike`, `span_content`. */
export class SearchFunctions {
  #search: Search | undefined;

  /** SQL knows one function of each name: there is one set of them for a connection. */
  static of(database: Database): SearchFunctions {
    return database.shared('search functions', () => new SearchFunctions(database));
  }

  private constructor(database: Database) {
    const define = (name: string, compare: (text: string, pattern: string, search: Search) => boolean) =>
      database.define(name, (text, pattern) => {
        if (typeof text !== 'string' || typeof pattern !== 'string') return null;
        return compare(text, pattern, this.#running()) ? 1 : 0;
      });
    define('text_like', (text, pattern, { effort }) => isLike(text, pattern, effort));
    define('text_ilike', (text, pattern, { effort }) =>
      isLike(lowerAscii(text), lowerAscii(pattern), effort),
    );
    define('text_rlike', (text, source, search) => {
      const pattern = compiled(search, source);
      return pattern !== undefined && isMatched(text, pattern, search.effort);
    });
    database.define('span_content', (...row) => {
      const { contentOf, effort } = this.#running();
      const content = contentOf(row);
      // Reading and writing JSON costs as much as some characters looked at.
      effort.spend(4 * content.length);
      return content;
    });
  }

  /** One search: its statements share one bounded effort. Throws `SearchTooLong`. */
  run<T>(work: () => T, contentOf: RowContent = () => ''): T {
    const until = performance.now() + mostMs;
    const effort = new Effort(stepsBetween, () => performance.now() < until);
    this.#search = { effort, contentOf, patterns: new Map() };
    try {
      return work();
    } finally {
      this.#search = undefined;
    }
  }

  #running(): Search {
    if (this.#search === undefined) throw new Error('a search function outside of a search');
    return this.#search;
  }
}

/** The parameters of `span_content`, as SQL. */
export const contentColumns = `traces.trace_id, spans.span_id, spans.parent_id, CAST(spans.start_ns AS TEXT),
  CAST(spans.end_ns AS TEXT), spans.resource_id, spans.raw`;

/** `row` is one of `contentColumns`. */
export function spanOfRow(row: readonly SQLOutputValue[], resources: Resources): RawSpan {
  const [traceId, span_id, parent_id, start_ns, end_ns, resource_id, raw] = row;
  // Columns of the table, in this order.
  const columns = { span_id, parent_id, start_ns, end_ns, resource_id, raw } as unknown as RawRow;
  return rawFromRow(String(traceId), columns, resources);
}

/** A pattern that is none matches nothing, as on MLflow's server. */
function compiled({ patterns }: Search, source: string): Pattern | undefined {
  if (!patterns.has(source)) {
    try {
      patterns.set(source, compilePattern(source));
    } catch (error) {
      if (!PatternError.is(error)) throw error;
      patterns.set(source, undefined);
    }
  }
  return patterns.get(source);
}
