import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JsonValue } from '../../../protocol/base/json.ts';
import { at, span } from '../../store/testing/spans.ts';
import { createRestClient, type RestClient } from './testing/restClient.ts';

let client: RestClient;
const startedMs = (n: number) => Number(at(0).slice(0, -6)) + n * 1000;

/** Five traces, one a second; the fourth failed, the last one runs. The first three have spans and assessments. */
beforeAll(async () => {
  client = createRestClient();
  for (const n of [1, 2, 3, 4, 5]) {
    const traceId = `${n}`.repeat(32);
    client.engine.ingest({
      spans: [],
      traces: [
        {
          traceId,
          requestId: `tr-${traceId}`,
          experimentId: '1',
          state: n === 5 ? 'running' : n === 4 ? 'error' : 'ok',
          startNs: at(n * 1000),
          ...(n < 5 && { endNs: at(n * 1000 + 60 - 10 * n) }),
          ...(n === 2 && { clientRequestId: 'mine' }),
          tags: {
            'mlflow.traceName': `f${n}`,
            ...(n !== 3 && { color: n % 2 ? 'red' : 'blue' }),
            ...(n === 4 && { 'mlflow.linkedPrompts': '[{"name":"ask","version":"7"}]' }),
          },
          metadata: { 'mlflow.sourceRun': n > 3 ? 'run-b' : 'run-a', 'mlflow.trace.session': `s${n % 2}` },
        },
      ],
    });
  }
  client.engine.ingest({
    spans: [
      callOf(1, 'look up', 'TOOL', { 'mlflow.spanInputs': { city: 'Köln' } }),
      callOf(2, 'ask', 'CHAT_MODEL', { 'mlflow.llm.model': 'gpt-4o' }, 'error'),
      callOf(3, 'look up', 'my type', { 'mlflow.llm.model': 'other' }),
    ],
    traces: [],
  });
  await assess(1, 'quality', { feedback: { value: 'good' } });
  await assess(2, 'quality', { feedback: { value: 'bad' }, valid: false });
  await assess(1, 'score', { feedback: { value: 0.9 } });
  await assess(2, 'score', { feedback: { value: 0.1 }, metadata: { 'mlflow.trace.session': 's0' } });
  await assess(3, 'answer', { expectation: { value: '42' } });
});
afterAll(() => client.dispose());

function callOf(
  n: number,
  name: string,
  type: string,
  attributes: Readonly<Record<string, JsonValue>>,
  code: 'ok' | 'error' = 'ok',
) {
  const traceId = `${n}`.repeat(32);
  const times = { startNs: at(n * 1000 + 1), endNs: at(n * 1000 + 2) };
  const own = { traceId, parentId: 'c'.repeat(16), name, status: { code }, ...times };
  return span(`${n}`.repeat(16), { ...own, attributes: { 'mlflow.spanType': type, ...attributes } });
}

async function assess(n: number, name: string, assessment: object) {
  const body = { assessment: { assessment_name: name, ...assessment } };
  await client.call('POST', `/api/3.0/mlflow/traces/tr-${`${n}`.repeat(32)}/assessments`, body);
}

interface Found {
  readonly traces: string;
  readonly token: unknown;
}

async function search(asked: object): Promise<Found> {
  const locations = [{ mlflow_experiment: { experiment_id: '1' } }];
  const { json } = await client.call('POST', '/api/3.0/mlflow/traces/search', { locations, ...asked });
  if (typeof json.message === 'string') return { traces: json.message, token: json.error_code };
  const traces = (json.traces ?? []) as readonly { readonly trace_id: string }[];
  return { traces: traces.map((trace) => trace.trace_id[3]).join(''), token: json.next_page_token };
}

it.each([
  ['', '54321'],
  ["status = 'ERROR'", '4'],
  ["attributes.status != 'OK'", '54'],
  ["trace.status IN ('OK', 'IN_PROGRESS')", '5321'],
  ["status NOT IN ('OK')", '54'],
  ["status RLIKE '^(OK|ERR)'", '4321'],
  ["tags.color = 'red'", '51'],
  ["tag.color != 'red'", '42'],
  ['tags.color IS NULL', '3'],
  ['tags.color IS NOT NULL', '5421'],
  ["tags.color RLIKE '(?i)^B'", '42'],
  ["tags.`mlflow.traceName` = 'f2'", '2'],
  ['tags."mlflow.traceName" = "f2"', '2'],
  ["name LIKE 'f%'", '54321'],
  ["name LIKE 'F_'", ''],
  ["name ILIKE 'F_'", '54321'],
  ["name RLIKE '[24]$'", '42'],
  ["name RLIKE '(('", ''],
  ["request_metadata.mlflow.sourceRun = 'run-b'", '54'],
  ["metadata.`mlflow.sourceRun` LIKE '%a'", '321'],
  ["attribute.run_id = 'run-a' AND tags.color = 'red'", '1'],
  [`request_id IN ('tr-${'3'.repeat(32)}', 'x')`, '3'],
  ["client_request_id = 'mine'", '2'],
  ["client_request_id != 'other'", '2'],
  ['timestamp_ms > {3}', '54'],
  ['timestamp <= {2}', '21'],
  ["tags.color = 'red' and timestamp_ms>{1}", '5'],
  ['execution_time_ms >= 40', '21'],
  ['execution_time_ms != 1', '4321'],
  ['end_time > {4}', '54'],
  ["prompt = 'ask/7'", '4'],
  ["prompt = 'ask/8'", ''],
  ["issue.id = 'none'", ''],
  ["span.name = 'look up'", '31'],
  ["span.name NOT IN ('ask')", '31'],
  ["span.type = 'my type'", '3'],
  ["span.status = 'ERROR'", '2'],
  ["span.name = 'look up' AND span.type = 'TOOL'", '1'],
  ["span.name = 'ask' AND span.type = 'TOOL'", ''],
  ['span.content LIKE \'%"name": "ask"%\'', '2'],
  ["trace.text LIKE '%Köln%'", '1'],
  ["attributes.text ILIKE '%köLN%'", '1'],
  ["span.attributes.mlflow.llm.model LIKE '%gpt%'", '2'],
  ["span.attributes.`mlflow.llm.model` RLIKE '^gpt-[0-9]o$'", '2'],
  ["span.attributes.mlflow.llm.model RLIKE '^pt'", ''],
  ["feedback.quality = 'good'", '1'],
  ["feedback.quality != 'good'", ''],
  ['feedback.quality IS NULL', '5432'],
  ['feedback.score > 0.5', '1'],
  ['feedback.score IS NOT NULL', '421'],
  ["expectation.answer = '42'", '3'],
  ["feedback.answer = '42'", ''],
])('filter %s', async (filter, found) => {
  const filled = filter.replaceAll(/\{(\d)\}/g, (_, n) => String(startedMs(Number(n))));
  expect((await search({ filter: filled })).traces).toBe(found);
});

it.each([
  ["trace_id = 'x'", "Invalid attribute key 'trace_id' specified"],
  ["bogus.x = 'x'", "Invalid entity type 'bogus'"],
  ["tags.color IN ('red')", "Invalid comparator 'IN' not one of"],
  ["status > 'OK'", "Invalid comparator '>' not one of"],
  ["timestamp_ms LIKE '5'", "Invalid comparator 'LIKE' not one of"],
  ["tags.color = 'red' OR status = 'OK'", "Invalid clause(s) in filter string: 'OR'"],
  ["(status = 'OK')", "Invalid clause(s) in filter string: '(status = 'OK')'"],
  ['name = ', "Invalid clause(s) in filter string: 'name', '='"],
  ['name', "Invalid clause(s) in filter string: 'name'"],
  ["tags.a-b = '1'", "Invalid comparison clause. Expected 'Identifier' found 'tags.a-b'"],
  [
    'status = OK',
    'Parameter value is either not quoted or unidentified quote types used for string value OK.',
  ],
  ['status IN ()', 'but got empty list'],
  ['status IN (1, "a")', "but got different type in list: (1, 'a')"],
  ["name = 'a'; name = 'b'", 'Search filter contained multiple expression'],
  ['  ', "Invalid filter '  '. Could not be parsed."],
  ["span.bogus = 'x'", "Invalid span attribute 'bogus'"],
  ["span.content = 'x'", "span.content comparator '=' not one of"],
  ["feedback.score > 'x'", 'Expected a numeric value for feedback'],
  ["issue.color = 'x'", "Invalid issue attribute 'color'"],
  ["prompt = 'x'", "Invalid prompts filter value 'x'"],
  ["metadata.`mlflow.trace.cost` LIKE '%'", 'not supported for reserved metadata'],
  ["name RLIKE '(?=a)'", "RLIKE '(?=a)': Sidetrace does not match (?="],
  [`name = '${'x'.repeat(100_000)}'`, 'longer than'],
])('refuses %s', async (filter, message) => {
  expect(await search({ filter })).toEqual({
    traces: expect.stringContaining(message),
    token: 'INVALID_PARAMETER_VALUE',
  });
});

const orders: readonly (readonly [readonly string[], string])[] = [
  [['timestamp_ms DESC'], '54321'],
  [['timestamp ASC'], '12345'],
  [['attributes.execution_time_ms DESC'], '12345'],
  [['execution_time'], '43215'],
  [['status', 'name DESC'], '45321'],
  [['tags.color ASC'], '42513'],
  [['tags.`color` DESC', 'timestamp_ms'], '15243'],
  [['experiment_id', 'request_id'], '12345'],
  [['run_id DESC', 'end_time_ms'], '45123'],
  [[], '54321'],
];

it.each(orders)('order by %j', async (order_by, found) => {
  expect((await search({ order_by })).traces).toBe(found);
});

it.each(orders)('order by %j, page by page', async (order_by, found) => {
  let page = await search({ order_by, max_results: 1 });
  let read = page.traces;
  while (page.token !== undefined) {
    page = await search({ order_by, max_results: 1, page_token: page.token });
    read += page.traces;
  }
  expect(read).toBe(found);
});

it.each([
  ['bogus', "Invalid attribute key 'bogus' specified"],
  ['text', "Invalid order_by clause 'text'. Could not be parsed."],
  ['name down', "Invalid ordering key in order_by clause 'name down'."],
  ['name ASC DESC', "Invalid order_by clause 'name ASC DESC'. Could not be parsed."],
  ['span.name', "Invalid identifier type 'span'"],
  ['metadata.`mlflow.trace.cost`', "Ordering by reserved metadata 'mlflow.trace.cost' is not supported"],
])('refuses to order by %s', async (order, message) => {
  expect((await search({ order_by: [order] })).traces).toContain(message);
});

it('refuses the same order twice', async () => {
  expect((await search({ order_by: ['name', 'tags.name DESC'] })).traces).toContain('duplicate fields');
});

it('goes on where it ended though traces came and went', async () => {
  const first = await search({ max_results: 2 });
  expect(first.traces).toBe('54');
  const traceId = '6'.repeat(32);
  client.engine.ingest({
    spans: [],
    traces: [{ traceId, requestId: `tr-${traceId}`, experimentId: '1', state: 'ok', startNs: at(6000) }],
  });
  expect((await search({ max_results: 2, page_token: first.token })).traces).toBe('32');
  client.engine.store.remove([traceId]);
  expect((await search({})).traces).toBe('54321');
});

it.each([
  ['a', 'Invalid page token, could not base64-decode'],
  ['YWJj', "Invalid page token, decoded value=b'abc'"],
  ['J1w=', `Invalid page token, decoded value=b"'\\\\"`],
  ['eyJhIjogMX0=', "Invalid page token, parsed value={'a': 1}"],
  [Buffer.from('{"after":["x"]}').toString('base64'), "Invalid page token, parsed value={'after': ['x']}"],
  [Buffer.from('{"after":[1,{}]}').toString('base64'), "Invalid page token, parsed value={'after': [1, {}]}"],
])('refuses the page token %s', async (page_token, message) => {
  expect((await search({ page_token })).traces).toBe(message);
});

it('is not held up by hostile patterns', async () => {
  expect((await search({ filter: `name LIKE '${'%a'.repeat(5000)}'` })).traces).toBe('');
  expect((await search({ filter: `name RLIKE '^((f+)+)+${'(f?){50}'.repeat(10)}!'` })).traces).toBe('');
});
