import { expect, it } from 'vitest';
import { json, type Route } from './http.ts';
import { createRouter } from './router.ts';

const route = (method: Route['method'], path: string): Route => ({
  method,
  path,
  access: 'write',
  handler: () => json({}),
});
const router = createRouter([
  route('GET', '/api/3.0/mlflow/traces/get'),
  route('GET', '/api/3.0/mlflow/traces/:traceId'),
  route('DELETE', '/api/2.0/mlflow/traces/:traceId/tags'),
  route('PATCH', '/api/2.0/mlflow/traces/:traceId/tags'),
  route('PUT', '/api/2.0/mlflow-artifacts/artifacts/*'),
]);

it.each([
  ['GET', '/api/3.0/mlflow/traces/get', '/api/3.0/mlflow/traces/get', {}],
  ['GET', '/api/3.0/mlflow/traces/tr-1', '/api/3.0/mlflow/traces/:traceId', { traceId: 'tr-1' }],
  ['GET', '/api/3.0/mlflow/traces/tr-1/', '/api/3.0/mlflow/traces/:traceId', { traceId: 'tr-1' }],
  ['HEAD', '/api/3.0/mlflow/traces/tr-1', '/api/3.0/mlflow/traces/:traceId', { traceId: 'tr-1' }],
  ['GET', '/api/3.0/mlflow/traces/a%2Fb=c', '/api/3.0/mlflow/traces/:traceId', { traceId: 'a/b=c' }],
  ['DELETE', '/api/2.0/mlflow/traces/x/tags', '/api/2.0/mlflow/traces/:traceId/tags', { traceId: 'x' }],
  [
    'PUT',
    '/api/2.0/mlflow-artifacts/artifacts/0/traces/tr%2F1/key=value.json',
    '/api/2.0/mlflow-artifacts/artifacts/*',
    { '*': '0/traces/tr/1/key=value.json' },
  ],
])('finds %s %s', (method, target, path, params) => {
  const match = router.find(method, target);
  expect([match.route.path, { ...match.params }]).toEqual([path, params]);
});

it('takes long names', () => {
  const name = 'n'.repeat(4000);
  expect(router.find('GET', `/api/3.0/mlflow/traces/${name}`).params.traceId).toBe(name);
});

it.each([
  ['GET', '/nope', 404],
  ['BREW', '/nope', 404],
  ['GET', '/api/3.0/mlflow/traces/%ZZ', 404],
  ['GET', '//', 404],
  ['GET', '*', 404],
  ['GET', `/api/3.0/mlflow/traces/${'n'.repeat(5000)}`, 404],
  ['POST', '/api/3.0/mlflow/traces/tr-1', 405],
  ['OPTIONS', '/api/3.0/mlflow/traces/tr-1', 405],
])('answers %s %.40s with %i', (method, target, status) => {
  expect(() => router.find(method, target)).toThrow(expect.objectContaining({ status }));
});

it('says which methods an address takes', () => {
  const find = () => router.find('GET', '/api/2.0/mlflow/traces/x/tags');
  expect(find).toThrow(expect.objectContaining({ headers: { allow: 'PATCH, DELETE' } }));
});

it('refuses two routes for one address', () => {
  expect(() => createRouter([route('GET', '/a'), route('GET', '/a')])).toThrow();
});
