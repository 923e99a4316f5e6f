import { BinaryReader } from '@bufbuild/protobuf/wire';
import { expect, it } from 'vitest';
import { errorResponse } from './errorBody.ts';

it.each([
  ['/api/2.0/mlflow/nope', 'application/json', { error_code: 'ENDPOINT_NOT_FOUND', message: 'no' }],
  ['/api/3.0/mlflow/nope', undefined, { error_code: 'ENDPOINT_NOT_FOUND', message: 'no' }],
  ['/api/4.0/mlflow/traces', 'application/json', { error_code: 'ENDPOINT_NOT_FOUND', message: 'no' }],
  ['/ajax-api/2.0/mlflow/nope', undefined, { error_code: 'ENDPOINT_NOT_FOUND', message: 'no' }],
  ['/v1/nope', 'application/json; charset=utf-8', { code: 5, message: 'no' }],
  ['/v1/nope', undefined, { code: 5, message: 'no' }],
  ['/api/nope', undefined, { error: { code: 'not-found', message: 'no' } }],
  ['/', undefined, { error: { code: 'not-found', message: 'no' } }],
])('speaks the protocol of %s (%s)', (path, contentType, body) => {
  const response = errorResponse({ path, contentType }, 404, 'no');
  expect([response.status, JSON.parse(String(response.body))]).toEqual([404, body]);
});

it.each(['/v1/traces', '/', '/v1/nope'])('answers protobuf with protobuf: %s', (path) => {
  const response = errorResponse({ path, contentType: 'application/x-protobuf' }, 429, 'später');
  const reader = new BinaryReader(response.body as Uint8Array);
  expect([reader.tag(), reader.int32(), reader.tag(), reader.string()]).toEqual([
    [1, 0],
    8,
    [2, 2],
    'später',
  ]);
});

it('calls a status that it has no name for internal', () => {
  expect(JSON.parse(String(errorResponse({ path: '/api/x', contentType: '' }, 507, 'full').body))).toEqual({
    error: { code: 'internal', message: 'full' },
  });
});
