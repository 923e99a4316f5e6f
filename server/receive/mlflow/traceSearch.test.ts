import { expect, it } from 'vitest';
import type { TraceFacts } from '../../decode/rawSpan.ts';
import type { StoredTraceInfo } from '../../store/store.ts';
import { searchTraces } from './traceSearch.ts';

/** Five traces as one a second; the fourth failed, the last one runs. Newest first, as the store gives them. */
const infos: readonly StoredTraceInfo[] = [5, 4, 3, 2, 1].map((n) => {
  const facts: TraceFacts = {
    traceId: `${n}`.repeat(32),
    requestId: `tr-${`${n}`.repeat(32)}`,
    experimentId: '1',
    state: n === 5 ? 'running' : n === 4 ? 'error' : 'ok',
    startNs: `${n}000000000`,
    ...(n < 5 && { endNs: `${n}0${6 - n}0000000` }),
    tags: { 'mlflow.traceName': `f${n}`, ...(n !== 3 && { color: n % 2 ? 'red' : 'blue' }) },
    metadata: { 'mlflow.sourceRun': n > 3 ? 'run-b' : 'run-a' },
  };
  return { facts, spanCount: 1, assessments: [] };
});
const store = {
  traceInfos: ({ offset, limit }: { readonly offset: number; readonly limit: number }) =>
    infos.slice(offset, offset + limit),
};

function search(filter: string, orderBy: readonly string[] = [], offset = 0, limit = 100): string {
  const found = searchTraces(store, { experimentIds: ['1'], filter, orderBy, page: { offset, limit } });
  return found.map(({ facts }) => facts.traceId[0]).join('');
}

it.each([
  ['', '54321'],
  ["status = 'ERROR'", '4'],
  ["attributes.status != 'OK'", '54'],
  ["trace.status IN ('OK', 'IN_PROGRESS')", '5321'],
  ["status NOT IN ('OK')", '54'],
  ["tags.color = 'red'", '51'],
  ["tag.color != 'red'", '42'],
  ["tags.`mlflow.traceName` = 'f2'", '2'],
  ['tags."mlflow.traceName" = "f2"', '2'],
  ["name LIKE 'f%'", '54321'],
  ["name LIKE 'F_'", ''],
  ["name ILIKE 'F_'", '54321'],
  ["name LIKE '%%%%2'", '2'],
  ["request_metadata.mlflow.sourceRun = 'run-b'", '54'],
  ["attribute.run_id = 'run-a' AND tags.color = 'red'", '1'],
  [`request_id = 'tr-${'3'.repeat(32)}'`, '3'],
  ['timestamp_ms > 3000', '54'],
  ['timestamp <= 2000', '21'],
  ['execution_time_ms >= 40', '21'],
  ['end_time > 0', '4321'],
  ["tags.color = 'red' and timestamp_ms>1000", '5'],
  ["tags.color = 'it''s'", expect.stringContaining('Invalid clause')],
  ["trace_id = 'x'", expect.stringContaining("Invalid attribute key 'trace_id' specified")],
  ["bogus.x = 'x'", expect.stringContaining("Invalid entity type 'bogus'")],
  ["span.name = 'x'", expect.stringContaining("does not support 'span'")],
  ["trace.text LIKE '%x%'", expect.stringContaining("does not support 'text'")],
  ["tags.color IN ('red')", expect.stringContaining("Invalid comparator 'IN' not one of")],
  ["status > 'OK'", expect.stringContaining("Invalid comparator '>' not one of")],
  ["tags.color = 'red' OR status = 'OK'", "Invalid clause(s) in filter string: 'OR'"],
  ["(status = 'OK')", expect.stringContaining('Invalid clause(s)')],
  ['name = ', "Invalid clause(s) in filter string: 'name', '='"],
  ['name', expect.stringContaining('Invalid clause(s)')],
  ["timestamp_ms > 'late'", expect.stringContaining('numeric')],
  ['status = OK', expect.stringContaining('quoted')],
])('filter %s', (filter, found) => {
  let got: string;
  try {
    got = search(filter);
  } catch (error) {
    got = (error as Error).message;
  }
  expect(got).toEqual(found);
});

it.each([
  [['timestamp_ms DESC'], '54321'],
  [['timestamp ASC'], '12345'],
  [['attributes.execution_time_ms DESC'], '12345'],
  [['execution_time'], '43215'],
  [['status', 'name DESC'], '45321'],
  [['tags.color ASC'], '42513'],
  [['experiment_id', 'request_id'], '12345'],
])('order by %j', (orderBy, found) => expect(search('', orderBy)).toBe(found));

it('gives one more than the page', () => {
  expect(search("status = 'OK'", [], 1, 1)).toBe('21');
  expect(search('', ['timestamp ASC'], 2, 2)).toBe('345');
});

it('is not held up by a hostile pattern', () => {
  expect(search(`name LIKE '${'%a'.repeat(5000)}'`)).toBe('');
});
