import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DecodeError } from '../../decode/rawSpan.ts';
import { createRestClient, type RestClient } from './testing/restClient.ts';
import { artifactV2Body, artifactV3Body, type WireSpan } from './testing/wireSpans.ts';

const hex = '1280994b9139456a5e56167f70ca0b3d';
const v2 = '/api/2.0/mlflow';
const v3 = '/api/3.0/mlflow';
const file = `/api/2.0/mlflow-artifacts/artifacts/0/traces/tr-${hex}/artifacts/traces.json`;

const span: WireSpan = {
  traceId: hex,
  spanId: '00000000000000aa',
  name: 'root',
  startNs: 1_795_230_390_669_305_000n,
  endNs: 1_795_230_390_669_306_000n,
  attributes: { 'mlflow.traceRequestId': `tr-${hex}`, 'mlflow.spanType': 'TOOL', n: 3 },
};

let client: RestClient;
beforeEach(async () => {
  client = createRestClient();
  await client.call('POST', `${v3}/traces`, { trace: { trace_info: { trace_id: `tr-${hex}` } } });
});
afterEach(() => client.dispose());

/** Below 500, and a refusal says why in the words that SDKs read. */
async function expectAnswer(method: string, target: string, body: unknown): Promise<void> {
  const answer = await client.call(method, target, body);
  expect(answer.status, answer.text).toBeLessThan(500);
  if (answer.status >= 400) {
    expect(answer.json).toEqual({ error_code: expect.any(String), message: expect.any(String) });
  }
}

describe('whatever a route is sent, it answers below 500 and in MLflow’s words', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '0', '-1', 'tr-', `tr-${hex}`, '9'.repeat(400)),
  );
  const value: fc.Arbitrary<unknown> = fc.oneof(fc.jsonValue(), text);
  const names = [
    'key',
    'value',
    'status',
    'timestamp_ms',
    'tags',
    'request_metadata',
    'assessment',
    'update_mask',
    'spans',
  ];
  const body = fc.oneof(fc.dictionary(fc.constantFrom(...names), value), fc.string(), fc.uint8Array());

  it.each([
    ['PATCH', `${v2}/traces/tr-${hex}`],
    ['PATCH', `${v2}/traces/tr-${hex}/tags`],
    ['DELETE', `${v2}/traces/tr-${hex}/tags`],
    ['PATCH', `${v3}/traces/tr-${hex}/assessments/a-1`],
    ['DELETE', `${v3}/traces/tr-${hex}/assessments/a-1`],
    ['PUT', file],
  ])('%s %s', async (method, target) => {
    await fc.assert(
      fc.asyncProperty(body, (sent) => expectAnswer(method, target, sent)),
      { numRuns: 150 },
    );
  });

  it.each([
    [`${v2}/traces`, ['experiment_ids', 'filter', 'order_by', 'max_results', 'page_token']],
    [`${v3}/traces/get`, ['trace_id', 'allow_partial']],
    [`${v3}/traces/batchGet`, ['trace_ids']],
    [`${v3}/traces/batchGetInfos`, ['trace_ids']],
    ['/ajax-api/2.0/mlflow/get-trace-artifact', ['request_id']],
  ])('GET %s', async (path, parameters) => {
    const query = fc.array(fc.tuple(fc.constantFrom(...parameters), text), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(query, (pairs) =>
        expectAnswer(
          'GET',
          `${path}?${new URLSearchParams(pairs.map(([name, given]) => [name, given]))}`,
          undefined,
        ),
      ),
      { numRuns: 150 },
    );
  });
});

it.each([
  ['2.x', artifactV2Body([span])],
  ['3.x', artifactV3Body([span])],
])('traces.json of MLflow %s, cut off anywhere or with a byte changed', async (_, whole) => {
  const bytes = Buffer.from(whole);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.option(fc.nat(255)), async (at, byte) => {
      const hurt = byte === null ? bytes.subarray(0, at) : Buffer.from(bytes);
      if (byte !== null) hurt[at] = byte;
      await expectAnswer('PUT', file, hurt);
    }),
    { numRuns: 300 },
  );
});

it('spans by OTLP, cut off anywhere: stored as a whole or refused', async () => {
  const request = {
    resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: hex, spanId: span.spanId, name: 'x' }] }] }],
  };
  const whole = Buffer.from(JSON.stringify(request));
  const headers = { 'content-type': 'application/json', 'x-mlflow-experiment-id': 'no such' };
  const sent = (bytes: Uint8Array) => client.call('POST', '/v1/traces', bytes, headers);
  for (let length = 1; length < whole.length; length++) {
    await expect(sent(whole.subarray(0, length))).rejects.toSatisfy(DecodeError.is);
  }
  expect((await sent(whole)).status).toBe(200);
});
