import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRestClient, type RestClient } from './testing/restClient.ts';

let client: RestClient;
let now = 1_795_230_000_000;
const v2 = '/api/2.0/mlflow';

beforeAll(async () => {
  client = createRestClient({ now: () => now++ });
  const post = (path: string, body: object) => client.call('POST', `${v2}/${path}`, body);
  await post('experiments/create', { name: 'apples', tags: [{ key: 'kind', value: 'fruit' }] });
  await post('experiments/create', { name: 'Pears' });
  const runs = [
    ['one', 0.25, 'big', 'FINISHED'],
    ['two', 'NaN', 'small', 'FAILED'],
    ['three', 'Infinity', undefined, 'FINISHED'],
    ['four', undefined, 'big', undefined],
  ] as const;
  for (const [run_name, loss, model, status] of runs) {
    const { run } = (await post('runs/create', { run_name, experiment_id: '0' })).json as {
      run: { info: { run_id: string } };
    };
    const { run_id } = run.info;
    const metrics = [[0, 100] as const, [1, loss] as const].flatMap(([step, value]) =>
      value === undefined || loss === undefined ? [] : [{ key: 'loss', value, timestamp: step, step }],
    );
    const params = model === undefined ? [] : [{ key: 'model', value: model }];
    await post('runs/log-batch', { run_id, metrics, params });
    if (status !== undefined) await post('runs/update', { run_id, status, end_time: now });
  }
});
afterAll(() => client.dispose());

async function runs(asked: object): Promise<string> {
  const { json } = await client.call('POST', `${v2}/runs/search`, { experiment_ids: ['0'], ...asked });
  if (typeof json.message === 'string') return json.message;
  const found = (json.runs ?? []) as readonly { readonly info: { readonly run_name: string } }[];
  return found.map(({ info }) => info.run_name).join(' ');
}

async function experiments(asked: object): Promise<string> {
  const { json } = await client.call('POST', `${v2}/experiments/search`, asked);
  if (typeof json.message === 'string') return json.message;
  return ((json.experiments ?? []) as readonly { readonly name: string }[]).map(({ name }) => name).join(' ');
}

it.each([
  ['', 'four three two one'],
  ['metrics.loss < 1', 'one'],
  ['metric.loss > 1', 'three'],
  ['metrics.loss != 0.25', 'three two'],
  ["params.model = 'big'", 'four one'],
  ["parameters.model LIKE 's%'", 'two'],
  ['params.model IS NULL', 'three'],
  ["attributes.status = 'FAILED'", 'two'],
  ["run_name ILIKE 'T%'", 'three two'],
  ["tags.`mlflow.runName` = 'one' AND end_time > 0", 'one'],
  ["run_id IN ('x')", ''],
  ["datasets.name != 'x'", ''],
  ["metrics.loss < '1'", "Expected numeric value type for metric. Found '1'"],
  ["status IN ('FAILED')", "Only ['run_id'] attributes support comparison with a list"],
  ['status IS NULL', "only supported for tags and params, not for 'attribute' 'status'"],
  ["tags.x > 'a'", "Invalid comparator '>' not one of"],
  ["bogus = 'x'", "Invalid attribute key 'bogus' specified"],
  ["span.name = 'x'", "Invalid entity type 'span'. Valid values are ['metric', 'parameter', 'tag'"],
])('runs: %s', async (filter, found) => {
  const got = await runs({ filter });
  if (found.includes("'")) expect(got).toContain(found);
  else expect(got).toBe(found);
});

it.each([
  [['metrics.loss ASC'], 'one three two four'],
  [['metrics.loss DESC'], 'three one two four'],
  [['params.model', 'start_time ASC'], 'one four two three'],
  [['run_name'], 'four one three two'],
  [['bogus'], "Invalid attribute key 'bogus' specified"],
  [['run_name', 'run_name'], 'duplicate fields'],
])('runs ordered by %j', async (order_by, found) => {
  expect(await runs({ order_by })).toContain(found);
});

it.each([
  ["name = 'apples'", 'apples'],
  ["name ILIKE '%PE%' AND creation_time > 0", 'Pears'],
  ["name LIKE '%p%'", 'apples'],
  ["tags.kind = 'fruit'", 'apples'],
  ["tags.kind IS NULL AND name != 'Default'", 'Pears'],
  ["experiment_id IN ('1', '2')", 'Pears apples'],
  ["experiment_id = 'x'", "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
  ["name like 'a%'", "Invalid comparator 'like' not one of"],
  ['creation_time > 1.5', "Invalid value for numeric attribute 'creation_time': '1.5'"],
  ["name = 'a' OR name = 'b'", 'Invalid clause(s) in filter string: OR'],
  ["params.x = 'x'", "Invalid entity type 'params'"],
])('experiments: %s', async (filter, found) => {
  expect(await experiments({ filter })).toContain(found);
});

it('orders experiments, also asked by GET', async () => {
  expect(await experiments({ order_by: ['name DESC'], filter: "name != 'Default'" })).toBe('apples Pears');
  const { json } = await client.call('GET', `${v2}/experiments/search?max_results=1&order_by=name`);
  expect(json).toMatchObject({ experiments: [{ name: 'Default' }], next_page_token: expect.any(String) });
});
