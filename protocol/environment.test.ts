import { expect, it } from 'vitest';
import { applyEnvironment, environmentFor, offeredVariables, type Variables } from './environment.ts';

const url = 'http://127.0.0.1:5005';
const given = (existing: Variables, to = url) => environmentFor({ url: to, helperDir: '/helper', existing });

it('points MLflow and OTLP here, and MLflow not at the OTLP endpoint', () => {
  const { set, prepend, skipped } = given({ HOME: '/home/me' });
  expect(set).toMatchObject({
    MLFLOW_TRACKING_URI: url,
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    MLFLOW_ENABLE_OTLP_EXPORTER: 'false',
    SIDETRACE_URL: url,
  });
  // With an experiment id MLflow asks for it before every root span.
  expect(set).not.toHaveProperty('MLFLOW_EXPERIMENT_ID');
  expect([prepend, skipped]).toEqual([{ PYTHONPATH: '/helper' }, []]);
});

it('tells the helper what it may give back: all but the addresses', () => {
  const { SIDETRACE_INJECTED: injected = '', ...set } = given({ MLFLOW_HTTP_REQUEST_TIMEOUT: '9' }).set;
  const { MLFLOW_TRACKING_URI: _, OTEL_EXPORTER_OTLP_ENDPOINT: __, SIDETRACE_URL: ___, ...helping } = set;
  expect(Object.fromEntries(injected.split(' ').map((pair) => pair.split('=', 2)))).toEqual(helping);
  expect(helping).not.toHaveProperty('MLFLOW_HTTP_REQUEST_TIMEOUT');
});

it("leaves the user's tracking server alone, with its time-outs, and still takes OTLP", () => {
  const { set, skipped } = given({ MLFLOW_TRACKING_URI: 'https://team.example' });
  expect(Object.keys(set).filter((name) => name.startsWith('MLFLOW_'))).toEqual([
    'MLFLOW_ENABLE_OTLP_EXPORTER',
  ]);
  expect(set.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(url);
  expect(skipped).toEqual(['MLFLOW_TRACKING_URI']);
});

it.each(['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])(
  "leaves the user's %s alone and has MLflow send to both",
  (name) => {
    const { set, skipped } = given({ [name]: 'https://collector.example' });
    expect(Object.keys(set).filter((key) => key.startsWith('OTEL_'))).toEqual([]);
    expect(set).toMatchObject({ MLFLOW_TRACKING_URI: url, MLFLOW_TRACE_ENABLE_OTLP_DUAL_EXPORT: 'true' });
    expect(set).not.toHaveProperty('MLFLOW_ENABLE_OTLP_EXPORTER');
    expect(skipped).toEqual([name]);
  },
);

it('does not point a gRPC exporter at an HTTP port', () => {
  const { set, skipped } = given({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
  expect(set).not.toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT');
  expect(set).not.toHaveProperty('MLFLOW_TRACE_ENABLE_OTLP_DUAL_EXPORT');
  expect(skipped).toEqual(['OTEL_EXPORTER_OTLP_PROTOCOL']);
});

it('keeps single values of the user', () => {
  const { set, skipped } = given({
    MLFLOW_HTTP_REQUEST_TIMEOUT: '9',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  expect(set).not.toHaveProperty('MLFLOW_HTTP_REQUEST_TIMEOUT');
  expect(set).not.toHaveProperty('OTEL_EXPORTER_OTLP_PROTOCOL');
  expect(set.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(url);
  expect(skipped).toEqual(['MLFLOW_HTTP_REQUEST_TIMEOUT', 'OTEL_EXPORTER_OTLP_PROTOCOL']);
});

it('replaces its own values of another receiver', () => {
  const outer = applyEnvironment({ PYTHONPATH: '/mine' }, given({}, 'http://127.0.0.1:6000'), ':');
  const inner = given(outer);
  expect(inner.skipped).toEqual([]);
  expect(inner.set).toEqual(given({}).set);
  expect(applyEnvironment(outer, inner, ':').PYTHONPATH).toBe('/helper:/mine');
});

it.each([
  [undefined, '--require="/a b/bootstrap.cjs"'],
  ['--max-old-space-size=4096', '--max-old-space-size=4096 --require="/a b/bootstrap.cjs"'],
  ['--require="/a b/bootstrap.cjs" --inspect', '--require="/a b/bootstrap.cjs" --inspect'],
])("puts Node's helper behind the options that the user has (%s), once", (mine, all) => {
  const existing = { NODE_OPTIONS: mine };
  const nodeHelper = { bootstrap: '/a b/bootstrap.cjs', helper: '/dist/node/helper.cjs' };
  const environment = environmentFor({ url, nodeHelper, existing });
  expect(environment.set.SIDETRACE_NODE).toBe('/dist/node/helper.cjs');
  const applied = applyEnvironment(existing, environment, ':');
  expect(applied.NODE_OPTIONS).toBe(all);
  expect(environmentFor({ url, nodeHelper, existing: applied }).append).toEqual({});
});

it.each([
  ['C:\\Users\\me\\bootstrap.cjs', '--require="C:/Users/me/bootstrap.cjs"'],
  ['/odd\\"name/bootstrap.cjs', '--require="/odd\\\\\\"name/bootstrap.cjs"'],
])('writes the path %s as Node reads it', (bootstrap, option) => {
  const nodeHelper = { bootstrap, helper: '/helper.cjs' };
  expect(environmentFor({ url, nodeHelper, existing: {} }).append.NODE_OPTIONS).toBe(option);
});

it('takes an empty value for none', () => {
  expect(given({ MLFLOW_TRACKING_URI: '' }).set.MLFLOW_TRACKING_URI).toBe(url);
});

it('takes an empty value for the user’s where the user has given it on purpose', () => {
  const { set, skipped } = environmentFor({
    url,
    helperDir: '/helper',
    existing: { MLFLOW_TRACKING_URI: '' },
    kept: ['MLFLOW_TRACKING_URI', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
  });
  expect(set).not.toHaveProperty('MLFLOW_TRACKING_URI');
  expect(set).not.toHaveProperty('MLFLOW_HTTP_REQUEST_TIMEOUT');
  expect(set).not.toHaveProperty('OTEL_EXPORTER_OTLP_PROTOCOL');
  expect(set.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(url);
  expect(skipped).toEqual(['MLFLOW_TRACKING_URI', 'OTEL_EXPORTER_OTLP_PROTOCOL']);
});

it('goes without the helper where there is none', () => {
  expect(environmentFor({ url, existing: {} }).prepend).toEqual({});
});

it('gives no OTLP endpoint without the helper, which keeps MLflow on its tracking server', () => {
  const { set } = environmentFor({ url, existing: {} });
  expect(set.MLFLOW_TRACKING_URI).toBe(url);
  expect(Object.keys(set).filter((name) => name.startsWith('OTEL_'))).toEqual([]);
});

it('offers all of it in variables that only the helper knows', () => {
  const given = environmentFor({ url, helperDir: '/helper', existing: { OTEL_BSP_SCHEDULE_DELAY: '9' } });
  const { set, prepend } = offeredVariables({ ...given, prepend: { ...given.prepend, NODE_OPTIONS: '--x' } });
  expect([Object.keys(set), prepend]).toEqual([
    ['SIDETRACE_URL', 'SIDETRACE_OFFERED'],
    { PYTHONPATH: '/helper' },
  ]);
  const offered = set.SIDETRACE_OFFERED?.split(' ').map((pair) => pair.split('=', 2));
  const { SIDETRACE_URL: _, SIDETRACE_INJECTED: __, ...expected } = given.set;
  expect(Object.fromEntries(offered ?? [])).toEqual(expected);
});
