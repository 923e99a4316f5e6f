import type { StoredTraceInfo, TraceStore } from '../../store/store.ts';
import type { Page } from './paging.ts';
import { parseTraceFilter, type TracePredicate } from './traceFilter.ts';
import { type KeyValue, type TraceKey, traceKey } from './traceKeys.ts';

export interface TraceSearch {
  readonly experimentIds: readonly string[];
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly page: Page;
}

const atOnce = 500;

/**
 * One trace more than the page, so that the caller sees whether another page follows; newest first unless `orderBy`
 * says otherwise. A filter or an order reads the infos of the experiments' traces one after the other. Throws
 * `MlflowError` 400 for a filter or key that is wrong or not supported yet.
 */
export function searchTraces(
  store: Pick<TraceStore, 'traceInfos'>,
  { experimentIds, filter, orderBy, page }: TraceSearch,
): readonly StoredTraceInfo[] {
  const { offset, limit } = page;
  const matches = filter.trim() === '' ? undefined : parseTraceFilter(filter);
  const compare = parseOrder(orderBy);
  if (experimentIds.length === 0) return [];
  if (!matches && !compare) return store.traceInfos({ experimentIds, offset, limit: limit + 1 });
  const end = offset + limit + 1;
  const found = scan(store, experimentIds, matches ?? (() => true), compare ? Infinity : end);
  return (compare ? found.toSorted(compare) : found).slice(offset, end);
}

function scan(
  store: Pick<TraceStore, 'traceInfos'>,
  experimentIds: readonly string[],
  matches: TracePredicate,
  enough: number,
): readonly StoredTraceInfo[] {
  const found: StoredTraceInfo[] = [];
  for (let offset = 0; found.length < enough; offset += atOnce) {
    const infos = store.traceInfos({ experimentIds, offset, limit: atOnce });
    found.push(...infos.filter(matches));
    if (infos.length < atOnce) break;
  }
  return found;
}

type Compare = (a: StoredTraceInfo, b: StoredTraceInfo) => number;

/** `undefined` for the order that the store has anyway. */
function parseOrder(orderBy: readonly string[]): Compare | undefined {
  const orders = orderBy.map((written) => {
    const [, name = '', direction = 'ASC'] = /^\s*(.*?)(?:\s+(ASC|DESC))?\s*$/is.exec(written) ?? [];
    return byKey(traceKey(name, 'order'), direction.toUpperCase() === 'DESC' ? -1 : 1);
  });
  if (orders.length === 0) return undefined;
  const last = [byKey(traceKey('timestamp_ms', 'order'), -1), byKey(traceKey('request_id', 'order'), 1)];
  return (a, b) => {
    for (const order of [...orders, ...last]) {
      const result = order(a, b);
      if (result !== 0) return result;
    }
    return 0;
  };
}

/** Traces without a value come last in both directions. */
function byKey({ read }: TraceKey, direction: 1 | -1): Compare {
  return (a, b) => {
    const [x, y]: readonly KeyValue[] = [read(a), read(b)];
    if (x === y) return 0;
    if (x === undefined) return 1;
    if (y === undefined) return -1;
    return x < y ? -direction : direction;
  };
}
