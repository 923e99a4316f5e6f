import { type Sql, sql } from './sql.ts';
import type { TraceOrder } from './traceCondition.ts';
import { traceFieldSql } from './traceFields.ts';

export interface OrderKey {
  readonly value: Sql;
  readonly isDescending: boolean;
}

/** A trace without the value comes last in both directions. */
export function orderKeys(order: readonly TraceOrder[]): readonly OrderKey[] {
  const keys = order.flatMap(({ field, isDescending }): readonly OrderKey[] => {
    const value = traceFieldSql(field);
    const isMissing = { value: sql`(${value} IS NULL)`, isDescending: false };
    return field.kind === 'column' && isNeverMissing.has(field.name)
      ? [{ value, isDescending }]
      : [isMissing, { value, isDescending }];
  });
  const columns = order.flatMap(({ field }) => (field.kind === 'column' ? field.name : []));
  const always: readonly TraceOrder[] = [
    { field: { kind: 'column', name: 'timestamp_ms' }, isDescending: true },
    { field: { kind: 'column', name: 'request_id' }, isDescending: false },
  ];
  const missing = always.filter(({ field }) => field.kind === 'column' && !columns.includes(field.name));
  return [
    ...keys,
    ...missing.map(({ field, isDescending }) => ({ value: traceFieldSql(field), isDescending })),
  ];
}

const isNeverMissing: ReadonlySet<string> = new Set([
  'experiment_id',
  'request_id',
  'status',
  'timestamp_ms',
  'end_time_ms',
]);
