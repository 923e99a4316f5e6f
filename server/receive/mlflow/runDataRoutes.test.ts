import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRestClient, type RestClient } from './testing/restClient.ts';

const runs = '/api/2.0/mlflow/runs';

let client: RestClient;
let run_id: string;

beforeEach(async () => {
  client = createRestClient();
  const made = await client.call('POST', `${runs}/create`, { experiment_id: '0' });
  run_id = (made.json.run as { info: { run_id: string } }).info.run_id;
});
afterEach(() => client.dispose());

const post = (name: string, body: object) => client.call('POST', `${runs}/${name}`, { run_id, ...body });

async function data(): Promise<Record<string, unknown>> {
  const { json } = await client.call('GET', `${runs}/get?run_id=${run_id}`);
  return (json.run as { data: Record<string, unknown> }).data;
}

describe('a deleted run', () => {
  beforeEach(() => post('delete', {}));

  it.each([
    ['log-metric', { key: 'm', value: 1, timestamp: 1 }],
    ['log-parameter', { key: 'p', value: '1' }],
    ['log-batch', { params: [{ key: 'p', value: '1' }] }],
    ['set-tag', { key: 't', value: '1' }],
    ['update', { status: 'FINISHED' }],
  ])('takes nothing more: %s', async (name, body) => {
    const refused = await post(name, body);
    expect(refused.status).toBe(400);
    expect(refused.json).toEqual({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: `The run ${run_id} must be in the 'active' state. Current state is deleted.`,
    });
  });

  it('takes it again when it is restored', async () => {
    await post('restore', {});
    expect((await post('set-tag', { key: 't', value: '1' })).status).toBe(200);
  });
});

it.each(['a/b c.d-e_f:g', 'größe', '日本'])('a metric and a parameter may be called %s', async (key) => {
  expect((await post('log-metric', { key, value: 1, timestamp: 1 })).status).toBe(200);
  expect((await post('log-parameter', { key, value: '1' })).status).toBe(200);
});

it.each(['a;b', '../a', '/a', 'a//b', 'a/../b', '.', 'a\nb'])('none may be called %j', async (key) => {
  const refused = [
    await post('log-metric', { key, value: 1, timestamp: 1 }),
    await post('log-parameter', { key, value: '1' }),
    await post('log-batch', { metrics: [{ key, value: 1, timestamp: 1 }] }),
    await post('log-batch', { params: [{ key, value: '1' }] }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
});

it('a long parameter is cut, an infinite metric is the largest number', async () => {
  await post('log-parameter', { key: 'p', value: 'x'.repeat(6500) });
  await post('log-metric', { key: 'm', value: '-Infinity', timestamp: 1 });
  expect(await data()).toMatchObject({
    params: [{ key: 'p', value: 'x'.repeat(6000) }],
    metrics: [{ key: 'm', value: -Number.MAX_VALUE }],
  });
});

it('a run that is not there has no history', async () => {
  const answer = await client.call('GET', '/api/2.0/mlflow/metrics/get-history?run_id=none&metric_key=m');
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({});
});
