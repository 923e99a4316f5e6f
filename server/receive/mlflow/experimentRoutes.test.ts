import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRestClient, type RestClient } from './testing/restClient.ts';

const base = '/api/2.0/mlflow/experiments';

let client: RestClient;
let experiment_id: string;

beforeEach(async () => {
  client = createRestClient();
  experiment_id = String((await post('create', { name: 'one' })).json.experiment_id);
});
afterEach(() => client.dispose());

const post = (name: string, body: object) => client.call('POST', `${base}/${name}`, body);

it('a name that is taken is no new name', async () => {
  await post('create', { name: 'two' });
  expect((await post('update', { experiment_id, new_name: 'two' })).json).toMatchObject({
    error_code: 'BAD_REQUEST',
  });
});

it('an active experiment cannot be restored', async () => {
  expect((await post('restore', { experiment_id })).json).toEqual({
    error_code: 'RESOURCE_DOES_NOT_EXIST',
    message: `No Experiment with id=${experiment_id} exists`,
  });
});

it('an id that is no number is refused', async () => {
  expect((await client.call('GET', `${base}/get?experiment_id=abc`)).json).toEqual({
    error_code: 'INVALID_PARAMETER_VALUE',
    message: "Invalid experiment ID 'abc'. Experiment ID must be a valid integer.",
  });
});

describe('a deleted experiment', () => {
  beforeEach(() => post('delete', { experiment_id }));

  it('cannot be deleted again', async () => {
    expect((await post('delete', { experiment_id })).status).toBe(404);
  });

  it.each([
    ['update', { new_name: 'three' }],
    ['set-experiment-tag', { key: 'a', value: 'b' }],
  ])('is not changed: %s', async (name, body) => {
    const refused = await post(name, { experiment_id, ...body });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({
      message: `The experiment ${experiment_id} must be in the 'active' state. Current state is deleted.`,
    });
  });
});

it.each([
  ['{}', "Missing value for required parameter 'name'."],
  ['{"name": ""}', "Missing value for required parameter 'name'."],
  ['{"name": 5}', "Invalid value 5 for parameter 'name' supplied:  Hint: Value was of type 'int'."],
  [
    '{"name": {"a": 1}}',
    "Invalid value {\"a\":1} for parameter 'name' supplied:  Hint: Value was of type 'dict'.",
  ],
])('says in MLflow’s words what is wrong with %s', async (body, message) => {
  const refused = await client.call('POST', `${base}/create`, body);
  expect(refused.json).toEqual({
    error_code: 'INVALID_PARAMETER_VALUE',
    message: `${message} See the API docs for more information about request parameters.`,
  });
});
