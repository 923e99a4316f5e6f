import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRestClient, type RestClient } from './testing/restClient.ts';
import { artifactV2Body, artifactV3Body, asTexts, otlpBody, type WireSpan } from './testing/wireSpans.ts';

const v2 = '/api/2.0/mlflow/traces';
const v3 = '/api/3.0/mlflow/traces';
const hex = '1280994b9139456a5e56167f70ca0b3d';
/** What our server answers to the first `POST traces` of MLflow 2. */
const serverId = '1'.padStart(32, '0');
const startNs = 1_795_230_390_669_305_000n;
const startMs = Number(startNs / 1_000_000n);

interface Send {
  readonly method: string;
  readonly target: string;
  readonly body: unknown;
}

/** A root with a child; MLflow 3's own id, or the one that the server gave, is among the attributes. */
function spansOf(traceId: string, requestId: string): readonly WireSpan[] {
  const inputs = { question: '今日は', list: [1, 'a', null], text: '5', half: 0.5 };
  const common = { traceId, startNs, endNs: startNs + 9_000_000n };
  const own = { 'mlflow.traceRequestId': requestId, 'mlflow.spanType': 'CHAIN' };
  return [
    {
      ...common,
      spanId: '00000000000000aa',
      name: 'root',
      attributes: { ...own, 'mlflow.spanInputs': inputs },
    },
    {
      ...common,
      spanId: '00000000000000bb',
      parentId: '00000000000000aa',
      name: 'child',
      startNs: startNs + 1_000_000n,
      attributes: { ...own, 'mlflow.spanOutputs': 8, n: 3, yes: true },
      // Microseconds, as SDKs up to 3.10 have it.
      events: [['mlflow.chunk.item.0', startNs / 1_000n + 2_000n]],
    },
  ];
}

function otlp(spans: readonly WireSpan[]): Send {
  return { method: 'POST', target: '/v1/traces', body: otlpBody(spans) };
}

function artifact(requestId: string, body: string): Send {
  const target = `/api/2.0/mlflow-artifacts/artifacts/0/traces/${requestId}/artifacts/traces.json`;
  return { method: 'PUT', target, body };
}

function infoV3(traceId: string): Send {
  const trace_info = {
    trace_id: `tr-${traceId}`,
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
    request_time: new Date(startMs).toISOString(),
    execution_duration: '0.009s',
    state: 'OK',
    tags: { 'mlflow.traceName': 'root', fruit: 'apple' },
    trace_metadata: { 'mlflow.trace.session': 's', 'mlflow.trace.sizeStats': '{"num_spans": 2}' },
  };
  return { method: 'POST', target: v3, body: { trace: { trace_info } } };
}

const startV2: Send = {
  method: 'POST',
  target: v2,
  body: { experiment_id: '0', timestamp_ms: startMs, tags: [{ key: 'mlflow.traceName', value: 'root' }] },
};

function endV2(requestId: string): Send {
  const tags = [{ key: 'fruit', value: 'apple' }];
  const request_metadata = [{ key: 'mlflow.traceInputs', value: '{}' }];
  const body = { timestamp_ms: startMs + 9, status: 'OK', tags, request_metadata };
  return { method: 'PATCH', target: `${v2}/${requestId}`, body };
}

async function send(client: RestClient, { method, target, body }: Send): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-mlflow-experiment-id': '0' };
  expect((await client.call(method, target, body, headers)).status).toBe(200);
}

/** What a panel and an SDK see after these requests, without what counts arrivals. */
async function stateAfter(requests: readonly Send[], ids: readonly string[]): Promise<unknown> {
  const client = createRestClient();
  try {
    for (const request of requests) await send(client, request);
    const { store } = client.engine;
    const found = ids.map((id) => store.resolveTraceId(id));
    const traceId = found[0] ?? expect.fail(`nothing under ${ids[0]}`);
    const { revision: _, ...row } = store.traceRow(traceId) ?? { revision: 0 };
    const infos = await Promise.all(
      [`${v3}/${ids[0]}`, `${v2}/${ids[0]}/info`].map((at) => client.call('GET', at)),
    );
    const spans = [...store.rawSpans(traceId)].map(({ spanId }) => spanId).toSorted();
    const canonical = [...store.rawSpans(traceId)].map(client.engine.toSpan);
    return {
      found: new Set(found).size,
      count: store.traceCount(),
      row,
      spans,
      canonical: canonical.toSorted((a, b) => a.spanId.localeCompare(b.spanId)),
      infos: infos.map(({ json }) => json),
    };
  } finally {
    client.dispose();
  }
}

const oneTrace = { found: 1, count: 1, spans: ['00000000000000aa', '00000000000000bb'] };
const asShown = {
  ...oneTrace,
  row: { name: 'root', status: 'ok', spanCount: 2, startNs: `${startNs}`, endNs: `${startNs + 9_000_000n}` },
  canonical: [
    { kind: 'CHAIN', inputs: { question: '今日は', list: [1, 'a', null], text: '5', half: 0.5 } },
    { outputs: 8, parentId: '00000000000000aa', events: [{ timeNs: `${startNs + 2_000_000n}` }] },
  ],
};

/** Every order, and every request once or twice. */
async function holdsInAnyOrder(
  requests: readonly Send[],
  ids: readonly string[],
  first: readonly Send[] = [],
) {
  const expected = await stateAfter([...first, ...requests], ids);
  expect(expected).toMatchObject(asShown);
  const all = [...requests, ...requests];
  const orders = fc.shuffledSubarray(all, { minLength: requests.length, maxLength: all.length });
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const missing = requests.filter((request) => !order.includes(request));
      expect(await stateAfter([...first, ...order, ...missing], ids)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
}

const v3Spans = spansOf(hex, `tr-${hex}`);
const v3Ids = [`tr-${hex}`, hex, `tr-${hex.toUpperCase()}`];

it('MLflow 3.4+: spans one by one and in a batch, info, artifact: one trace in whatever order and how often', async () => {
  const [root, child] = v3Spans;
  await holdsInAnyOrder(
    [
      otlp([child!]),
      otlp([root!]),
      otlp(v3Spans),
      infoV3(hex),
      artifact(`tr-${hex}`, artifactV3Body(v3Spans)),
    ],
    v3Ids,
  );
});

it('MLflow 3.2 and 3.3: info and artifact', async () => {
  await holdsInAnyOrder([infoV3(hex), artifact(`tr-${hex}`, artifactV3Body(v3Spans))], v3Ids);
});

it.each([
  ['2.14–2.20', artifactV2Body],
  ['3.0, 3.1', artifactV3Body],
])('MLflow %s: end and artifact, and the same spans exported by plain OTLP as well', async (_, encode) => {
  const spans = spansOf(hex, serverId);
  const plain = otlp(spans.map((span) => ({ ...span, attributes: asTexts(span.attributes) })));
  await holdsInAnyOrder(
    [artifact(serverId, encode(spans)), endV2(serverId), plain],
    [serverId, hex, `tr-${hex}`],
    [startV2],
  );
});

it('MLflow 3 that takes us for an old server: the id that we gave is not the one in its spans', async () => {
  const sent = [artifact(serverId, artifactV3Body(v3Spans)), endV2(serverId)];
  await holdsInAnyOrder(sent, [serverId, hex, `tr-${hex}`], [startV2]);
});

it('MLflow 3.12+: a batch with spans of several traces', async () => {
  const others = ['a', 'b'].map((digit) => digit.repeat(32));
  const all = [hex, ...others].flatMap((id) => spansOf(id, `tr-${id}`));
  const client = createRestClient();
  await send(client, otlp(all));
  for (const id of [hex, ...others]) await send(client, infoV3(id));
  for (const id of [hex, ...others]) {
    expect([...client.engine.store.rawSpans(id)]).toHaveLength(2);
    const { json } = await client.call('GET', `${v3}/tr-${id}`);
    expect(json).toMatchObject({
      trace: { trace_info: { tags: { 'mlflow.trace.spansLocation': 'TRACKING_STORE' } } },
    });
  }
  client.dispose();
});

it('a trace of MLflow 2 that never ends runs, without a span, under the id that we gave', async () => {
  const client = createRestClient();
  await send(client, startV2);
  const { store } = client.engine;
  expect(store.traceRow(serverId)).toMatchObject({ name: 'root', status: 'running', spanCount: 0 });
  expect((await client.call('GET', `${v2}/${serverId}/info`)).json).toMatchObject({
    trace_info: { request_id: serverId, status: 'IN_PROGRESS' },
  });
  client.dispose();
});

it('an SDK newer than any: fields that nobody knows are left aside', async () => {
  const client = createRestClient();
  const { body, ...info } = infoV3(hex);
  const { trace } = body as { readonly trace: { readonly trace_info: object } };
  const newer = {
    ...trace.trace_info,
    state: 'PAUSED',
    priority: { level: 9 },
    trace_metadata: { 'mlflow.new': 'x' },
  };
  const headers = { 'user-agent': 'mlflow-python-client/9.9.0', 'x-mlflow-client-version': '9.9.0' };
  const answer = await client.call(
    info.method,
    info.target,
    { trace: { trace_info: newer, spans: [] }, mode: 1 },
    headers,
  );
  expect(answer.json).toMatchObject({ trace: { trace_info: { trace_id: `tr-${hex}` } } });
  const { body: file, target } = artifact(
    `tr-${hex}`,
    artifactV3Body(v3Spans).replace('"name":"root"', '"name":"root","flags":257,"links":[],"kind":"X"'),
  );
  expect((await client.call('PUT', target, file, headers)).status).toBe(200);
  expect(client.engine.store.traceRow(hex)).toMatchObject({ name: 'root', status: 'ok', spanCount: 2 });
  expect((await client.call('GET', target, undefined, headers)).text).toContain('trace_id');
  client.dispose();
});
