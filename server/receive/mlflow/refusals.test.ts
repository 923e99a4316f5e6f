import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpError } from '../http.ts';
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

async function post(target: string, body: unknown): Promise<RestAnswer> {
  return client.call('POST', target, body);
}
function refusal({ status, json }: RestAnswer): unknown {
  return [status, json.error_code, json.message];
}

describe('errors', () => {
  it.each([
    [
      'GET',
      `${v3}/traces/tr-0`,
      undefined,
      404,
      'RESOURCE_DOES_NOT_EXIST',
      "Trace with ID 'tr-0' not found.",
    ],
    [
      'GET',
      `${v2}/traces/tr-0/info`,
      undefined,
      404,
      'RESOURCE_DOES_NOT_EXIST',
      "Trace with request_id 'tr-0' not found.",
    ],
    [
      'GET',
      `${v2}/experiments/get?experiment_id=424242`,
      undefined,
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'No Experiment with id=424242 exists',
    ],
    [
      'GET',
      `${v2}/experiments/get-by-name?experiment_name=x`,
      undefined,
      404,
      'RESOURCE_DOES_NOT_EXIST',
      "Could not find experiment with name 'x'",
    ],
    ['GET', `${v2}/runs/get?run_id=r`, undefined, 404, 'RESOURCE_DOES_NOT_EXIST', 'Run with id=r not found'],
    [
      'POST',
      `${v2}/traces`,
      '{"experiment_id":',
      400,
      'BAD_REQUEST',
      'The body of this request is not JSON.',
    ],
    [
      'POST',
      `${v2}/traces`,
      { timestamp_ms: 'soon' },
      400,
      'INVALID_PARAMETER_VALUE',
      expect.stringContaining("'timestamp_ms'"),
    ],
    ['POST', `${v3}/traces`, {}, 400, 'INVALID_PARAMETER_VALUE', expect.stringContaining("'trace'")],
    [
      'POST',
      `${v3}/traces/search`,
      { locations: [], filter: "span.bogus = 'leaf'" },
      400,
      'INVALID_PARAMETER_VALUE',
      expect.stringContaining("Invalid span attribute 'bogus'"),
    ],
    [
      'POST',
      `${v3}/traces/search`,
      { locations: [], page_token: 'garbage' },
      400,
      'INVALID_PARAMETER_VALUE',
      'Invalid page token, could not base64-decode',
    ],
    [
      'POST',
      `${v3}/traces/search`,
      { locations: [], max_results: 501 },
      400,
      'INVALID_PARAMETER_VALUE',
      expect.stringContaining("Invalid value 501 for parameter 'max_results' supplied"),
    ],
    [
      'POST',
      `${v2}/experiments/create`,
      { name: 'Default' },
      400,
      'RESOURCE_ALREADY_EXISTS',
      'Experiment(name=Default) already exists.',
    ],
    [
      'POST',
      `${v2}/traces/delete-traces`,
      { experiment_id: '0' },
      400,
      'INVALID_PARAMETER_VALUE',
      'Either `max_timestamp_millis` or `trace_ids` must be specified.',
    ],
    [
      'PUT',
      `${artifacts}/0/traces/x/artifacts/traces.json`,
      '{"spans":[{}]}',
      400,
      'BAD_REQUEST',
      expect.stringContaining('trace_id'),
    ],
    [
      'PUT',
      `${artifacts}/a/../b`,
      'x',
      400,
      'INVALID_PARAMETER_VALUE',
      expect.stringContaining('Invalid path'),
    ],
    [
      'GET',
      `${artifacts}/0/traces/x/artifacts/attachments/1`,
      undefined,
      404,
      'RESOURCE_DOES_NOT_EXIST',
      expect.stringContaining('No such artifact'),
    ],
  ])('%s %s', async (method, target, body, status, code, message) => {
    expect(refusal(await client.call(method, target, body))).toEqual([status, code, message]);
  });

  it('refuses nesting without end', async () => {
    await post(`${v3}/traces`, { trace: { trace_info: { trace_id: `tr-${hex}` } } });
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const body = `{"assessment": {"feedback": {"value": ${deep}}}}`;
    const refused = await post(`${v3}/traces/tr-${hex}/assessments`, body);
    expect(refusal(refused)).toEqual([400, 'BAD_REQUEST', expect.stringMatching(/nested/)]);
  });

  it('refuses nothing with 5xx, whatever it is sent', async () => {
    const targets = [
      `${v2}/traces`,
      `${v2}/traces/delete-traces`,
      `${v2}/experiments/create`,
      `${v2}/experiments/search`,
      `${v2}/runs/create`,
      `${v2}/runs/log-batch`,
      `${v2}/runs/search`,
      `${v3}/traces`,
      `${v3}/traces/search`,
      `${v3}/traces/tr-${hex}/assessments`,
    ];
    await post(`${v3}/traces`, { trace: { trace_info: { trace_id: `tr-${hex}` } } });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), hostileBody(), async (target, body) => {
        expect((await post(target, body)).status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });
});

/** Objects with the names that the routes read and values that they do not expect. */
function hostileBody(): fc.Arbitrary<unknown> {
  const value: fc.Arbitrary<unknown> = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(
      '',
      '0',
      -1,
      1e300,
      9_223_372_036_854,
      '9'.repeat(30),
      `tr-${hex}`,
      '1970-01-01T00:00:00Z',
    ),
  );
  const names = [
    'experiment_id',
    'timestamp_ms',
    'tags',
    'name',
    'trace_id',
    'request_time',
    'state',
    'metrics',
  ];
  const more = ['request_ids', 'max_timestamp_millis', 'max_results', 'page_token', 'feedback', 'run_id'];
  const object = fc.dictionary(fc.constantFrom(...names, ...more), value);
  const nested = object.map((trace_info) => ({
    trace: { trace_info },
    assessment: trace_info,
    ...trace_info,
  }));
  return fc.oneof(nested, object, fc.string());
}

describe('access', () => {
  it.each([
    ['GET', '/version', 'open'],
    ['POST', `${v2}/traces`, 'write'],
    ['POST', `${v3}/traces`, 'write'],
    ['GET', `${v3}/traces/:id`, 'trace'],
    ['PUT', `${artifacts}/*`, 'write'],
    ['POST', `${v3}/traces/search`, 'user'],
    ['GET', `${v2}/traces`, 'user'],
    ['POST', `${v2}/traces/delete-traces`, 'user'],
    ['DELETE', `${v2}/traces/:id/tags`, 'user'],
    ['POST', `${v2}/experiments/search`, 'user'],
  ])('%s %s is %s', (method, path, access) => {
    expect(client.routes.find((route) => route.method === method && route.path === path)?.access).toBe(
      access,
    );
  });

  it('answers what it does not know with 404', async () => {
    await expect(post(`${v2}/registered-models/create`, {})).rejects.toSatisfy(
      (error) => HttpError.is(error) && error.status === 404,
    );
  });
});
