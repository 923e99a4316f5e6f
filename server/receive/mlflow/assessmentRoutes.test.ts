import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRestClient, type RestClient } from './testing/restClient.ts';

const traces = '/api/3.0/mlflow/traces';
const requestId = 'tr-1280994b9139456a5e56167f70ca0b3d';
const base = `${traces}/${requestId}/assessments`;
const trace_info = { trace_id: requestId, request_time: '2026-11-21T02:59:39.766Z', state: 'OK' };

let client: RestClient;

beforeEach(async () => {
  client = createRestClient();
  await client.call('POST', traces, { trace: { trace_info } });
});
afterEach(() => client.dispose());

async function made(assessment: object): Promise<string> {
  const { json } = await client.call('POST', base, { assessment });
  return (json.assessment as { assessment_id: string }).assessment_id;
}

async function onTrace(): Promise<unknown> {
  const { json } = await client.call('GET', `${traces}/${requestId}`);
  return (json.trace as { trace_info: { assessments?: unknown } }).trace_info.assessments;
}

it.each([
  ['feedback', 'expectation', 'Cannot update expectation value on a Feedback assessment.'],
  ['expectation', 'feedback', 'Cannot update feedback value on an Expectation assessment.'],
])('%s never gets the value of an %s', async (kind, other, message) => {
  const id = await made({ assessment_name: 'a', [kind]: { value: 1 } });
  const refused = await client.call('PATCH', `${base}/${id}`, { assessment: { [other]: { value: 2 } } });
  expect(refused.status).toBe(400);
  expect(refused.json).toEqual({ error_code: 'INVALID_PARAMETER_VALUE', message });
});

it('metadata is added to', async () => {
  const id = await made({ assessment_name: 'a', feedback: { value: 1 }, metadata: { m: '1', n: '1' } });
  const changed = await client.call('PATCH', `${base}/${id}`, {
    assessment: { metadata: { n: '2', o: '3' } },
    update_mask: 'metadata',
  });
  expect(changed.json.assessment).toMatchObject({ metadata: { m: '1', n: '2', o: '3' } });
});

it('what a deleted one overrode holds again; deleting what is not there says nothing', async () => {
  const id = await made({ assessment_name: 'a', feedback: { value: 1 } });
  const better = await made({ assessment_name: 'a', feedback: { value: 2 }, overrides: id });
  await client.call('DELETE', `${base}/${better}`);
  expect(await onTrace()).toMatchObject([{ assessment_id: id, valid: true }]);
  expect((await client.call('DELETE', `${base}/${better}`)).status).toBe(200);
  expect((await client.call('DELETE', `${traces}/tr-none/assessments/a`)).status).toBe(200);
});

it('what was logged while the trace ran comes with its end, once', async () => {
  const assessments = [
    { assessment_name: 'a', create_time: '2026-11-21T02:59:39Z', feedback: { value: true } },
  ];
  await client.call('POST', traces, { trace: { trace_info: { ...trace_info, assessments } } });
  await client.call('POST', traces, { trace: { trace_info: { ...trace_info, assessments } } });
  expect(await onTrace()).toEqual([
    expect.objectContaining({
      assessment_id: expect.stringMatching(/^a-[0-9a-f]{32}$/),
      assessment_name: 'a',
      trace_id: requestId,
      valid: true,
    }),
  ]);
});
