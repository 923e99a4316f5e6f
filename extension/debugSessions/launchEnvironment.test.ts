import { expect, it } from 'vitest';
import { environmentFor } from '../../protocol/environment.ts';
import { type LaunchInput, launchEnvironment, startsProgram, variablesOf } from './launchEnvironment.ts';

const url = 'http://127.0.0.1:5005';
const run = 'debug:1:Python: agent';

function added(given: Partial<LaunchInput>): Readonly<Record<string, string>> {
  const input: LaunchInput = {
    env: {},
    file: {},
    inherited: {},
    run,
    separator: ':',
    environmentFor: (existing, kept) => environmentFor({ url, helperDir: '/helper', existing, kept }),
    ...given,
  };
  return launchEnvironment(input) ?? {};
}

const launch = { type: 'debugpy', request: 'launch', name: 'x' };

it('adds the receiver, the helper and the run', () => {
  expect(added({})).toMatchObject({
    MLFLOW_TRACKING_URI: url,
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    SIDETRACE_URL: url,
    SIDETRACE_RUN: run,
    PYTHONPATH: '/helper',
  });
});

it('adds nothing while nothing listens', () => {
  expect(added({ environmentFor: () => undefined })).toEqual({});
});

it.each(['env', 'file'] as const)("leaves the user's own values of %s alone", (place) => {
  const set = added({
    [place]: { MLFLOW_TRACKING_URI: 'databricks', OTEL_BSP_SCHEDULE_DELAY: '9', MINE: '1' },
  });
  expect(Object.keys(set)).not.toEqual(expect.arrayContaining(['MLFLOW_TRACKING_URI']));
  expect(Object.keys(set).filter((name) => name.startsWith('MLFLOW_HTTP'))).toEqual([]);
  expect(set).not.toHaveProperty('OTEL_BSP_SCHEDULE_DELAY');
  expect(set).not.toHaveProperty('MINE');
  expect(set.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(url);
});

it('leaves alone what the user has set to nothing, or taken away', () => {
  const set = added({
    env: { MLFLOW_TRACKING_URI: null, SIDETRACE_URL: '' },
    file: { OTEL_BSP_SCHEDULE_DELAY: '' },
  });
  for (const name of ['MLFLOW_TRACKING_URI', 'SIDETRACE_URL', 'OTEL_BSP_SCHEDULE_DELAY']) {
    expect(set).not.toHaveProperty(name);
  }
});

it("puts Node's helper behind the options of the program, unless they were taken away", () => {
  const nodeHelper = { bootstrap: '/lasting/bootstrap.cjs', helper: '/dist/node/helper.cjs' };
  const withNode = (given: Partial<LaunchInput>) =>
    added({
      environmentFor: (existing, kept) => environmentFor({ url, nodeHelper, existing, kept }),
      ...given,
    }).NODE_OPTIONS;
  const option = '--require="/lasting/bootstrap.cjs"';
  expect(withNode({})).toBe(option);
  expect(withNode({ env: { NODE_OPTIONS: '--inspect' } })).toBe(`--inspect ${option}`);
  expect(withNode({ env: { NODE_OPTIONS: null } })).toBeUndefined();
});

it('takes env before envFile, and both before what is inherited', () => {
  const own = 'https://team.example';
  expect(added({ env: { MLFLOW_TRACKING_URI: url }, file: { MLFLOW_TRACKING_URI: own } })).not.toHaveProperty(
    'MLFLOW_TRACKING_URI',
  );
  expect(added({ inherited: { MLFLOW_TRACKING_URI: own } })).not.toHaveProperty('MLFLOW_TRACKING_URI');
});

it.each([
  [{ env: { PYTHONPATH: '/mine' }, inherited: { PYTHONPATH: '/theirs' } }, '/helper:/mine'],
  [{ file: { PYTHONPATH: '/file' }, inherited: { PYTHONPATH: '/theirs' } }, '/helper:/file'],
  [{ inherited: { PYTHONPATH: '/theirs:/helper:/more' } }, '/helper:/theirs:/more'],
  [{ env: { PYTHONPATH: null }, inherited: { PYTHONPATH: '/theirs' } }, '/helper'],
  [{ env: { PYTHONPATH: '' }, inherited: { PYTHONPATH: '/theirs' } }, '/helper'],
])('puts the helper before the folders of %j', (given, path) => {
  expect(added(given).PYTHONPATH).toBe(path);
});

it('keeps the options that the user gives to Node', () => {
  expect(added({ env: { NODE_OPTIONS: '--inspect' } }).NODE_OPTIONS ?? '--inspect').toContain('--inspect');
});

it('gives each session its own run, also one that is started again, and keeps one that the user names', () => {
  const first = added({});
  expect(added({ env: first, run: 'debug:2:x' }).SIDETRACE_RUN).toBe('debug:2:x');
  expect(added({ env: { SIDETRACE_RUN: 'test:mine:' } })).not.toHaveProperty('SIDETRACE_RUN');
});

it('follows the receiver to another port when a session is started again', () => {
  const first = added({});
  const second = added({
    env: first,
    environmentFor: (existing, kept) =>
      environmentFor({ url: 'http://127.0.0.1:6000', helperDir: '/helper', existing, kept }),
  });
  expect(second).toMatchObject({ MLFLOW_TRACKING_URI: 'http://127.0.0.1:6000', PYTHONPATH: '/helper' });
});

it.each([
  [launch, true],
  [{ ...launch, type: 'pwa-node' }, true],
  [{ ...launch, request: 'attach' }, false],
  [{ ...launch, request: 'attach', env: { A: '1' } }, false],
  [{ ...launch, type: 'pwa-chrome', env: {} }, false],
  [{ ...launch, type: 'cppdbg', environment: [] }, false],
  [{ ...launch, type: 'rdbg', env: { A: '1' } }, true],
])('knows whether %j starts a program that reads env: %j', (configuration, expected) => {
  expect(startsProgram(configuration)).toBe(expected);
});

it('reads env as debuggers do', () => {
  expect(variablesOf({ A: 'a', B: 1, C: true, D: null, E: {}, F: undefined })).toEqual({
    A: 'a',
    B: '1',
    C: 'true',
    D: null,
  });
  for (const odd of [undefined, null, 'A=1', [], 4]) expect(variablesOf(odd)).toEqual({});
});
