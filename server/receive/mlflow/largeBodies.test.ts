import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Got, send } from '../testing/client.ts';
import { useReceivers } from '../testing/startedReceivers.ts';
import { createRestClient, type RestClient } from './testing/restClient.ts';
import { artifactV2Body, otlpBody } from './testing/wireSpans.ts';

const { start, logged } = useReceivers();
const traceId = 'a1'.repeat(16);
const long = 'x'.repeat(300 * 1024);

let client: RestClient;
let port: number;
let id: string;

beforeEach(async () => {
  client = createRestClient({ timer: { now: () => 0, after: () => ({ dispose: () => undefined }) } });
  ({ port } = await start(client.routes, { backlog: client.engine }));
  const began = await ask('POST', '/api/2.0/mlflow/traces', { experiment_id: '0', timestamp_ms: 5 });
  ({ request_id: id } = began.json().trace_info as { readonly request_id: string });
});

afterEach(() => client.dispose());

function stored(): unknown {
  return client.engine.database.get('SELECT count(*) AS spans FROM spans');
}

function ask(method: string, path: string, body?: unknown): Promise<Got> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'content-type': 'application/json' };
  return send(port, { method, path, headers, ...(body !== undefined && { body: text }) });
}

function upload(text: string): Promise<Got> {
  return ask('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/traces/${id}/artifacts/traces.json`, text);
}

function artifactOf(attributes: Record<string, string>): string {
  const times = { startNs: 5_000_000n, endNs: 6_000_000n };
  return artifactV2Body([{ traceId, spanId: 'b2'.repeat(8), name: 'root', ...times, attributes }]);
}

describe('a large traces.json', () => {
  it('is not decoded while the program ends its trace and begins the next one, but before anyone reads', async () => {
    expect((await upload(artifactOf({ long }))).status).toBe(200);
    const trace = `/api/2.0/mlflow/traces/${id}`;
    expect((await ask('PATCH', `${trace}/tags`, { key: 'fruit', value: 'apple' })).status).toBe(200);
    const ended = await ask('PATCH', trace, { request_id: id, timestamp_ms: 6, status: 'OK' });
    expect(ended.json()).toMatchObject({ trace_info: { status: 'OK', request_id: id } });
    await ask('POST', '/api/2.0/mlflow/traces', { experiment_id: '0', timestamp_ms: 7 });
    expect(stored()).toEqual({ spans: 0 });
    const read = await ask('GET', `/ajax-api/2.0/mlflow/get-trace-artifact?request_id=${id}`);
    expect(read.text).toContain(long);
    expect(stored()).toEqual({ spans: 1 });
  });

  it('is not decoded for the end of the next trace, which counts spans', async () => {
    await upload(artifactOf({ long }));
    const trace_info = {
      trace_id: `tr-${'c3'.repeat(16)}`,
      trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
      request_time: '2026-11-30T00:00:00Z',
      state: 'OK',
    };
    expect((await ask('POST', '/api/3.0/mlflow/traces', { trace: { trace_info } })).status).toBe(200);
    client.engine.ingest({ spans: [], traces: [] });
    expect(stored()).toEqual({ spans: 0 });
  });

  it('is taken without a look, as MLflow’s server takes it; what is wrong with it is logged', async () => {
    expect((await upload(`{"spans": [{"name": "${long}"}]}`)).status).toBe(200);
    expect((await ask('GET', `/ajax-api/2.0/mlflow/get-trace-artifact?request_id=${id}`)).status).toBe(200);
    expect(logged).toEqual([expect.stringMatching(/^PUT \S+traces\.json: traces\.json: .*trace_id/)]);
  });

  it('is waited for by a tag of a trace that only its spans know', async () => {
    await upload(artifactOf({ long }));
    const tagged = await ask('PATCH', `/api/2.0/mlflow/traces/tr-${traceId}/tags`, { key: 'a', value: 'b' });
    expect(tagged.status).toBe(200);
  });
});

describe('a large OTLP request', () => {
  const times = { startNs: 5_000_000n, endNs: 6_000_000n };
  const root = { traceId, spanId: 'b2'.repeat(8), name: 'root', ...times, attributes: { long } };
  const trace_info = {
    trace_id: `tr-${traceId}`,
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
    request_time: '2026-11-30T00:00:00Z',
    state: 'OK',
    trace_metadata: { 'mlflow.trace.sizeStats': '{"num_spans": 1}' },
  };

  it('is counted in the answer to the trace’s end, but stored later, or when somebody reads', async () => {
    expect((await ask('POST', '/v1/traces', otlpBody([root]))).status).toBe(200);
    const ended = await ask('POST', '/api/3.0/mlflow/traces', { trace: { trace_info } });
    expect(ended.json()).toMatchObject({
      trace: { trace_info: { tags: { 'mlflow.trace.spansLocation': 'TRACKING_STORE' } } },
    });
    expect(stored()).toEqual({ spans: 0 });
    const read = await ask('GET', `/api/3.0/mlflow/traces/get?trace_id=tr-${traceId}`);
    expect(read.text).toContain(long);
    expect(stored()).toEqual({ spans: 1 });
  });

  it('is refused at once where it is broken', async () => {
    const broken = await ask('POST', '/v1/traces', otlpBody([{ ...root, traceId: '1' }]));
    expect(broken.status).toBe(400);
  });
});
