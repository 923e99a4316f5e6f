import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { span } from '../../store/testing/spans.ts';
import { createRestClient, type RestAnswer, type RestClient } from './testing/restClient.ts';

const v2 = '/api/2.0/mlflow';
const v3 = '/api/3.0/mlflow';
const artifacts = '/api/2.0/mlflow-artifacts/artifacts';
const hex = '1280994b9139456a5e56167f70ca0b3d';

let client: RestClient;
beforeEach(() => {
  client = createRestClient();
});
afterEach(() => client.dispose());

async function get(target: string): Promise<RestAnswer> {
  return client.call('GET', target);
}
async function post(target: string, body: unknown): Promise<RestAnswer> {
  return client.call('POST', target, body);
}
async function putTrace(id: string, more: Record<string, unknown> = {}): Promise<RestAnswer> {
  const trace_info = { trace_id: id, request_time: '2026-11-21T02:59:39.766Z', state: 'OK', ...more };
  return post(`${v3}/traces`, { trace: { trace_info } });
}
function refusal({ status, json }: RestAnswer): unknown {
  return [status, json.error_code, json.message];
}

describe('traces', () => {
  it('are found page by page, newest first, in their experiment only', async () => {
    for (const second of [1, 2, 3]) {
      await putTrace(`tr-${String(second).repeat(32)}`, { request_time: `2026-11-21T00:00:0${second}Z` });
    }
    const locations = [{ mlflow_experiment: { experiment_id: '0' } }];
    const first = await post(`${v3}/traces/search`, { locations, max_results: 2 });
    const ids = ({ json }: RestAnswer) =>
      (json.traces as { trace_id: string }[]).map((trace) => trace.trace_id[3]);
    expect(ids(first)).toEqual(['3', '2']);
    const { next_page_token: page_token } = first.json;
    const second = await post(`${v3}/traces/search`, { locations, max_results: 2, page_token });
    expect([ids(second), second.json.next_page_token]).toEqual([['1'], undefined]);
    const elsewhere = { locations: [{ mlflow_experiment: { experiment_id: '9' } }] };
    expect((await post(`${v3}/traces/search`, elsewhere)).text).toBe('{}');
  });

  it('are found once their SDK has sent something of them, not by live records alone', async () => {
    client.engine.ingest({ spans: [span('b7ad6b7169203331', { traceId: hex, door: 'live' })], traces: [] });
    const locations = [{ mlflow_experiment: { experiment_id: '0' } }];
    expect((await post(`${v3}/traces/search`, { locations })).text).toBe('{}');
    expect((await get(`${v3}/traces/tr-${hex}`)).status).toBe(404);
    expect(client.engine.store.trace(hex)).toMatchObject({ spanCount: 1 });
    await putTrace(`tr-${hex}`);
    expect((await post(`${v3}/traces/search`, { locations })).json.traces).toHaveLength(1);
    expect((await get(`${v3}/traces/tr-${hex}`)).status).toBe(200);
  });

  it('of MLflow 2 start under the id that the program chose, once', async () => {
    const headers = { 'x-sidetrace-request-id': hex };
    for (const _twice of [1, 2]) {
      const { json } = await client.call('POST', `${v2}/traces`, { experiment_id: '0' }, headers);
      expect(json).toMatchObject({ trace_info: { request_id: hex } });
    }
    const { json } = await get(`${v2}/traces?experiment_ids=0`);
    expect(json.traces).toHaveLength(1);
    const odd = { 'x-sidetrace-request-id': '../x' };
    const other = await client.call('POST', `${v2}/traces`, { experiment_id: '0' }, odd);
    expect(other.json).not.toMatchObject({ trace_info: { request_id: '../x' } });
  });

  it('are refused as a whole until every announced span is in', async () => {
    const trace_metadata = { 'mlflow.trace.sizeStats': '{"num_spans": 1}' };
    await putTrace(`tr-${hex}`, { trace_metadata });
    const whole = `${v3}/traces/get?trace_id=tr-${hex}`;
    expect((await get(whole)).status).toBe(404);
    expect((await get(`${whole}&allow_partial=true`)).json).toMatchObject({ trace: { spans: [] } });
  });

  it('that an SDK sends in the background are answered when the last span is in, told of by another request', async () => {
    const trace_metadata = { 'mlflow.trace.sizeStats': '{"num_spans": 1}' };
    const trace = { trace_info: { trace_id: `tr-${hex}`, state: 'OK', trace_metadata } };
    const post = (agent: string) =>
      client.call('POST', `${v3}/traces`, { trace }, { 'user-agent': `mlflow-python-client/${agent}` });
    const hasSpans = async (answer: Promise<RestAnswer>) =>
      (await answer).text.includes('"mlflow.trace.spansLocation":"TRACKING_STORE"');
    // Nothing comes: then it is answered all the same. Older SDKs wait in the user's thread.
    expect(await hasSpans(post('3.12.0'))).toBe(false);
    const [waiting, old] = [post('3.17.2'), post('3.8.1')];
    expect(await hasSpans(old)).toBe(false);
    const span = { traceId: hex, spanId: '00000000000000aa', name: 'root', startTimeUnixNano: '1' };
    const spans = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
    const headers = { 'content-type': 'application/json', 'x-mlflow-experiment-id': '0' };
    await client.call('POST', '/v1/traces', spans, headers);
    expect(await hasSpans(waiting)).toBe(true);
  });

  it('are deleted by id in their own experiment, and from the oldest on up to a time', async () => {
    for (const second of [1, 2, 3]) {
      await putTrace(`tr-${String(second).repeat(32)}`, { request_time: `1970-01-01T00:00:0${second}Z` });
    }
    const remove = (body: object) => post(`${v2}/traces/delete-traces`, body);
    const request_ids = [`tr-${'2'.repeat(32)}`];
    expect((await remove({ experiment_id: '9', request_ids })).json).toEqual({ traces_deleted: 0 });
    const oldest = { experiment_id: '0', max_timestamp_millis: 2000, max_traces: 1 };
    expect((await remove(oldest)).json).toEqual({ traces_deleted: 1 });
    expect((await get(`${v3}/traces/tr-${'1'.repeat(32)}`)).status).toBe(404);
    expect((await remove({ experiment_id: '0', request_ids })).json).toEqual({ traces_deleted: 1 });
  });

  it('that were deleted while their program ran end without a complaint', async () => {
    await putTrace(`tr-${hex}`);
    await post(`${v2}/traces/delete-traces`, { experiment_id: '0', request_ids: [`tr-${hex}`] });
    expect((await putTrace(`tr-${hex}`)).status).toBe(200);
    expect((await get(`${v3}/traces/tr-${hex}`)).status).toBe(404);
  });

  it('that MLflow 2 ends without having started them here are kept', async () => {
    const id = 'e'.repeat(32);
    const end = { timestamp_ms: 1_795_230_000_000, status: 'ERROR', tags: [{ key: 'a', value: 'b' }] };
    expect((await client.call('PATCH', `${v2}/traces/${id}`, end)).status).toBe(200);
    expect((await get(`${v2}/traces/${id}/info`)).json).toMatchObject({
      trace_info: { request_id: id, status: 'ERROR' },
    });
  });
});

it('tags: set, read, deleted; a missing one says so', async () => {
  await putTrace(`tr-${hex}`);
  const tags = `${v2}/traces/tr-${hex}/tags`;
  await client.call('PATCH', tags, { key: 'note', value: 'kept' });
  expect((await get(`${v3}/traces/tr-${hex}`)).json).toMatchObject({
    trace: { trace_info: { tags: { note: 'kept' } } },
  });
  expect((await client.call('DELETE', tags, { key: 'note' })).text).toBe('{}');
  expect(refusal(await client.call('DELETE', tags, { key: 'note' }))).toEqual([
    404,
    'RESOURCE_DOES_NOT_EXIST',
    `No trace tag with key 'note' for trace with ID 'tr-${hex}'`,
  ]);
});

it('assessments: made, changed by mask, overridden, deleted', async () => {
  await putTrace(`tr-${hex}`);
  const base = `${v3}/traces/tr-${hex}/assessments`;
  const made = await post(base, {
    assessment: { assessment_name: 'quality', feedback: { value: true }, rationale: 'fine' },
  });
  const { assessment_id: id } = made.json.assessment as { assessment_id: string };
  expect(made.json.assessment).toMatchObject({ trace_id: `tr-${hex}`, valid: true, rationale: 'fine' });
  const change = {
    assessment: { feedback: { value: false }, rationale: 'no' },
    update_mask: 'assessmentName,feedback',
  };
  const changed = await client.call('PATCH', `${base}/${id}`, change);
  expect(changed.json.assessment).toMatchObject({ feedback: { value: false }, rationale: 'fine' });
  await post(base, { assessment: { assessment_name: 'quality', feedback: { value: 1 }, overrides: id } });
  expect((await get(`${base}/${id}`)).json).toMatchObject({ assessment: { valid: false } });
  expect((await client.call('DELETE', `${base}/${id}`)).text).toBe('{}');
  expect((await get(`${base}/${id}`)).status).toBe(404);
});

it('experiments: one name once; renamed, deleted, restored; the default one stays', async () => {
  expect(
    (await post(`${v2}/experiments/create`, { name: 'a', tags: [{ key: 'k', value: 'v' }] })).json,
  ).toEqual({
    experiment_id: '1',
  });
  await post(`${v2}/experiments/update`, { experiment_id: '1', new_name: 'b' });
  await post(`${v2}/experiments/delete`, { experiment_id: '1' });
  expect((await get(`${v2}/experiments/get-by-name?experiment_name=b`)).json).toMatchObject({
    experiment: { lifecycle_stage: 'deleted', tags: [{ key: 'k', value: 'v' }] },
  });
  const names = async (view_type: string) =>
    ((await post(`${v2}/experiments/search`, { view_type })).json.experiments as { name: string }[]).map(
      ({ name }) => name,
    );
  expect([await names('ACTIVE_ONLY'), (await names('ALL')).length]).toEqual([['Default'], 2]);
  await post(`${v2}/experiments/restore`, { experiment_id: '1' });
  expect(await names('ACTIVE_ONLY')).toContain('b');
  expect((await post(`${v2}/experiments/delete`, { experiment_id: '0' })).status).toBe(400);
});

it('runs: metrics keep their history, a parameter its first value', async () => {
  const { run } = (await post(`${v2}/runs/create`, { experiment_id: '0', start_time: 1 })).json as {
    run: { info: { run_id: string } };
  };
  const { run_id } = run.info;
  const metric = (step: number, value: unknown) => ({ key: 'loss', value, step, timestamp: step });
  const batch = { run_id, metrics: [metric(2, 0.1), metric(1, 'NaN')], params: [{ key: 'p', value: '1' }] };
  expect((await post(`${v2}/runs/log-batch`, batch)).text).toBe('{}');
  expect((await post(`${v2}/runs/log-parameter`, { run_id, key: 'p', value: '2' })).status).toBe(400);
  const history = await get(`${v2}/metrics/get-history?run_id=${run_id}&metric_key=loss`);
  expect(history.json.metrics).toEqual([metric(1, 'NaN'), metric(2, 0.1)]);
  await post(`${v2}/runs/update`, { run_id, status: 'FINISHED', end_time: 5 });
  expect((await post(`${v2}/runs/search`, { experiment_ids: ['0'] })).json.runs).toMatchObject([
    {
      info: { run_id, status: 'FINISHED' },
      data: { metrics: [metric(2, 0.1)], params: [{ key: 'p', value: '1' }] },
    },
  ]);
});

it('artifacts that are no spans are kept as they are, listed and deleted', async () => {
  const path = `${artifacts}/0/run/artifacts/notes`;
  await client.call('PUT', `${path}/a%20b.txt`, 'hello');
  const got = await get(`${path}/a%20b.txt`);
  expect([got.text, got.headers['content-disposition']]).toEqual([
    'hello',
    "attachment; filename*=UTF-8''a%20b.txt",
  ]);
  expect((await get(`${artifacts}?path=0/run/artifacts`)).json).toEqual({
    files: [{ path: 'notes', is_dir: true }],
  });
  expect((await get(`${artifacts}?path=0/run/artifacts/notes`)).json).toEqual({
    files: [{ path: 'a b.txt', is_dir: false, file_size: 5 }],
  });
  await client.call('DELETE', `${path}/a%20b.txt`);
  expect((await get(`${path}/a%20b.txt`)).status).toBe(404);
});
