import type { StoredTraceInfo, TraceStore } from '../../store/store.ts';
import { invalid } from './errors.ts';
import type { Page } from './paging.ts';

export interface TraceSearch {
  readonly experimentIds: readonly string[];
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly page: Page;
}

const newestFirst = /^\s*(?:(?:attributes?|trace)\.)?timestamp(?:_ms)?\s+DESC\s*$/i;

/**
 * One trace more than the page, newest first, so that the caller sees whether another page follows. Throws
 * `MlflowError` 400 for what is not supported yet, rather than answer with traces that nobody asked for.
 */
export function searchTraces(
  store: Pick<TraceStore, 'traceInfos'>,
  { experimentIds, filter, orderBy, page }: TraceSearch,
): readonly StoredTraceInfo[] {
  if (filter.trim() !== '') {
    throw invalid(
      `Sidetrace does not support filters in search_traces yet (got '${filter.slice(0, 200)}'). Search without a filter.`,
    );
  }
  const unsupported = orderBy.find((key) => !newestFirst.test(key));
  if (unsupported !== undefined) {
    throw invalid(
      `Sidetrace does not support order_by '${unsupported.slice(0, 200)}' in search_traces yet; newest first is the default.`,
    );
  }
  if (experimentIds.length === 0) return [];
  return store.traceInfos({ experimentIds, offset: page.offset, limit: page.limit + 1 });
}
