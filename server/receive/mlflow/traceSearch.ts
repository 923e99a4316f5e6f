import { spanContent } from '../../export/spanContent.ts';
import { orderKeys } from '../../store/search/orderKeys.ts';
import type { SearchPosition, TraceOrder } from '../../store/search/traceCondition.ts';
import type { StoredTraceInfo, TraceStore } from '../../store/store.ts';
import { invalid } from './errors.ts';
import { readOrder } from './filter/filterOrder.ts';
import { searched } from './loggedFilter.ts';
import {
  badToken,
  limitOf,
  type PageLimits,
  type PageParams,
  pageToken,
  readPageToken,
  traceLimits,
} from './paging.ts';
import { parseTraceFilter } from './traceFilter.ts';
import { orderField, renamed, traceKey } from './traceKeys.ts';

export interface TraceQuery {
  readonly experimentIds: readonly string[];
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly page: PageParams;
  readonly limits?: PageLimits;
}

export interface TracePage {
  readonly infos: readonly StoredTraceInfo[];
  /**
   * Given with every full page, also where none follows: so does MLflow's server. A page whose filter has to read many
   * spans may be short or empty and have one, too: SDKs then ask for the next, and others are answered in between.
   */
  readonly token: { readonly next_page_token?: string };
}

/**
 * A page of traces, newest first unless `orderBy` says otherwise. Its token tells the place of the last trace and not
 * how many came before it: traces that come meanwhile are neither doubled nor skipped, and later pages are as fast as
 * the first. Throws `MlflowError` 400.
 */
export function searchTraces(
  store: Pick<TraceStore, 'searchTraces'>,
  { experimentIds, filter, orderBy, page, limits = traceLimits }: TraceQuery,
): TracePage {
  const limit = limitOf(page, limits);
  const order = parseOrder(orderBy);
  const conditions = parseTraceFilter(filter);
  const keys = orderKeys(order).length;
  const after = page.page_token ? positionOf(page.page_token, keys) : undefined;
  const { found, next } = searched(() =>
    store.searchTraces({
      experimentIds,
      conditions,
      order,
      limit,
      ...(after !== undefined && { after }),
      contentOf: spanContent,
    }),
  );
  return {
    infos: found.map(({ info }) => info),
    token: next === undefined ? {} : { next_page_token: pageToken({ after: next }) },
  };
}

function parseOrder(orderBy: readonly string[]): readonly TraceOrder[] {
  const order = readOrder(orderBy, (name) => orderField(renamed(traceKey(name, 'order'))));
  const seen = new Set(order.map(({ field }) => JSON.stringify(field)));
  if (seen.size === order.length) return order;
  throw invalid(`\`order_by\` contains duplicate fields: [${orderBy.map((each) => `'${each}'`).join(', ')}]`);
}

function positionOf(token: string, keys: number): SearchPosition {
  const content = readPageToken(token);
  const { after } = content;
  if (!Array.isArray(after) || after.length !== keys) throw badToken(content);
  const position = (after as readonly unknown[]).flatMap((value) =>
    value === null || typeof value === 'string' || typeof value === 'number' ? [value] : [],
  );
  if (position.length !== keys) throw badToken(content);
  return position;
}
