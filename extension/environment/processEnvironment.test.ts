import { delimiter } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { environmentFor } from '../../protocol/environment.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import { type createFakeVscode, EventEmitter } from '../testing/fakeVscode.ts';
import type { Injection as InjectionType } from './injection.ts';
import type { ProcessEnvironment as Subject } from './processEnvironment.ts';

const fake = vi.hoisted(() => ({ current: {} as ReturnType<typeof createFakeVscode> }));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('../testing/fakeVscode.ts');
  fake.current = create();
  return fake.current.module;
});

const { Injection } = await import('./injection.ts');
const { ProcessEnvironment } = await import('./processEnvironment.ts');

const url = 'http://127.0.0.1:5005';
const listening: ServerStatus = { state: 'listening', url, port: 5005, traceCount: 0, notices: [] };
const statuses = new EventEmitter();
const settingsChanged = new EventEmitter();
let status: ServerStatus;
let offFor: string | undefined;
let env: NodeJS.ProcessEnv;
let injection: InjectionType;
let subject: Subject;

function create(): void {
  injection = new Injection({
    helperDir: '/helper',
    nodeHelper: { bootstrap: '/lasting/bootstrap.cjs', helper: '/dist/node/helper.cjs' },
    settings: {
      environment: (folder?: { readonly fsPath: string }) => folder?.fsPath !== offFor || !offFor,
      onChange: settingsChanged.event,
    } as never,
    server: {
      get status() {
        return status;
      },
      onStatus: statuses.event,
    } as never,
  });
  subject = new ProcessEnvironment({ injection, env });
}

function become(next: ServerStatus): void {
  status = next;
  statuses.fire(next);
}

beforeEach(() => {
  status = { state: 'stopped' };
  offFor = undefined;
  env = { HOME: '/home/me' };
  Object.assign(fake.current.given, { trusted: true, settings: {} });
  create();
});
afterEach(() => {
  subject.dispose();
  injection.dispose();
});

it('holds nothing that means something to others, and only while something listens', () => {
  expect(env).toEqual({ HOME: '/home/me' });
  become(listening);
  expect(Object.keys(env)).toEqual(['HOME', 'SIDETRACE_URL', 'SIDETRACE_OFFERED', 'PYTHONPATH']);
  expect(env).toMatchObject({ SIDETRACE_URL: url, PYTHONPATH: '/helper' });
  expect(env.SIDETRACE_OFFERED).toContain(`MLFLOW_TRACKING_URI=${url} `);
  become({ state: 'failed', message: '', remedy: '' });
  expect(env).toEqual({ HOME: '/home/me' });
});

it('stays while the server starts anew, and follows it to another port', () => {
  become(listening);
  become({ state: 'starting' });
  expect(env.SIDETRACE_URL).toBe(url);
  become({ ...listening, url: 'http://127.0.0.1:6000', port: 6000 });
  expect(env).toMatchObject({ SIDETRACE_URL: 'http://127.0.0.1:6000', PYTHONPATH: '/helper' });
});

it('gives back what was there, and leaves what somebody else has changed since', () => {
  env.PYTHONPATH = '/mine';
  become(listening);
  expect(env.PYTHONPATH).toBe(`/helper${delimiter}/mine`);
  subject.dispose();
  expect(env).toEqual({ HOME: '/home/me', PYTHONPATH: '/mine' });
  create();
  env.PYTHONPATH = '/theirs';
  subject.dispose();
  expect(env).toEqual({ HOME: '/home/me', PYTHONPATH: '/theirs' });
});

it('does not offer what the user has set', () => {
  env.MLFLOW_TRACKING_URI = 'databricks';
  become(listening);
  expect(env.MLFLOW_TRACKING_URI).toBe('databricks');
  expect(env.SIDETRACE_OFFERED).not.toContain('MLFLOW_TRACKING_URI');
});

it('replaces what VS Code itself got where a program of another window started it', () => {
  const outer = environmentFor({ url: 'http://127.0.0.1:7000', helperDir: '/helper', existing: {} });
  Object.assign(env, outer.set, outer.prepend);
  become(listening);
  expect(env).toMatchObject({
    MLFLOW_TRACKING_URI: url,
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    SIDETRACE_URL: url,
  });
  subject.dispose();
  expect(env).toMatchObject({ ...outer.set, ...outer.prepend });
});

it.each([
  ['one folder is off', () => (offFor = '/w')],
  ['the workspace is not trusted', () => Object.assign(fake.current.given, { trusted: false })],
])('holds nothing where %s', (_, arrange) => {
  arrange();
  become(listening);
  expect(env).toEqual({ HOME: '/home/me' });
});

it('is taken back by the switch, and given again', () => {
  become(listening);
  offFor = '/w';
  settingsChanged.fire();
  expect(env).toEqual({ HOME: '/home/me' });
  offFor = undefined;
  settingsChanged.fire();
  expect(env).toHaveProperty('SIDETRACE_OFFERED');
});
