import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import { type createFakeVscode, EventEmitter } from '../testing/fakeVscode.ts';

const fake = vi.hoisted(() => ({ current: {} as ReturnType<typeof createFakeVscode> }));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('../testing/fakeVscode.ts');
  fake.current = create();
  return fake.current.module;
});

const { Injection } = await import('../environment/injection.ts');
const { registerDebugEnvironment } = await import('./debugEnvironment.ts');

type Configuration = Readonly<Record<string, unknown>>;
type Resolve = (folder: unknown, configuration: Configuration) => Promise<Configuration>;

const url = 'http://127.0.0.1:5005';
const listening: ServerStatus = { state: 'listening', url, port: 5005, traceCount: 0, notices: [] };
const launch = { type: 'debugpy', request: 'launch', name: 'Agent', program: '/w/agent.py' };

const statuses = new EventEmitter();
const warnings: string[] = [];
let status: ServerStatus;
let settings: { readonly environment: (folder?: unknown) => boolean };
let folder: string;

beforeEach(async () => {
  status = listening;
  settings = { environment: () => true };
  warnings.length = 0;
  Object.assign(fake.current.given, { trusted: true, settings: {} });
  fake.current.log.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'st-debug-'));
  for (const name of Object.keys(process.env)) {
    if (/^(MLFLOW|OTEL|SIDETRACE)_|^PYTHONPATH$/.test(name)) vi.stubEnv(name, undefined);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function resolve(configuration: Configuration): Promise<Configuration> {
  const injection = new Injection({
    helperDir: '/helper',
    nodeHelper: { bootstrap: '/lasting/bootstrap.cjs', helper: '/dist/node/helper.cjs' },
    settings: { ...settings, onChange: () => ({ dispose: () => undefined }) } as never,
    server: {
      get status() {
        return status;
      },
      onStatus: statuses.event,
    } as never,
  });
  registerDebugEnvironment({ injection, log: { warn: (text: string) => void warnings.push(text) } as never });
  const [, type, provider] = fake.current.log.findLast(([kind]) => kind === 'debugConfigurations') ?? [];
  expect(type).toBe('*');
  const { resolveDebugConfigurationWithSubstitutedVariables: ask } = provider as {
    readonly resolveDebugConfigurationWithSubstitutedVariables: Resolve;
  };
  return ask({ uri: { fsPath: folder } }, configuration);
}

const envOf = (configuration: Configuration) =>
  configuration.env as Readonly<Record<string, unknown>> | undefined;

it('adds our variables beside what the configuration has', async () => {
  const { env, ...rest } = await resolve({ ...launch, env: { MINE: 1, GONE: null } });
  expect(rest).toEqual(launch);
  expect(env).toMatchObject({ MINE: 1, GONE: null, MLFLOW_TRACKING_URI: url, PYTHONPATH: '/helper' });
  expect((env as { readonly SIDETRACE_RUN: string }).SIDETRACE_RUN).toMatch(/^debug:[\w-]+:Agent$/);
});

it('does not change the configuration that it was given', async () => {
  const given = Object.freeze({ ...launch, env: Object.freeze({ A: '1' }) });
  expect(envOf(await resolve(given))).toHaveProperty('SIDETRACE_URL', url);
});

it('leaves the values of envFile alone', async () => {
  await writeFile(join(folder, '.env'), 'MLFLOW_TRACKING_URI=databricks\nPYTHONPATH=/mine\n');
  const env = envOf(await resolve({ ...launch, envFile: join(folder, '.env') }));
  expect(env).not.toHaveProperty('MLFLOW_TRACKING_URI');
  expect(env?.PYTHONPATH).toMatch(/^\/helper.\/mine$/);
});

it("takes the terminal's own values where the program runs in one", async () => {
  const platform = { win32: 'windows', darwin: 'osx' }[process.platform as string] ?? 'linux';
  fake.current.given.settings = { [`terminal.integrated.env.${platform}`]: { MLFLOW_TRACKING_URI: 'mine' } };
  const uriIn = async (console: string) => envOf(await resolve({ ...launch, console }))?.MLFLOW_TRACKING_URI;
  expect(await uriIn('integratedTerminal')).toBeUndefined();
  expect(await uriIn('internalConsole')).toBe(url);
});

it.each([
  ['to attach', { ...launch, request: 'attach' }, () => undefined],
  ['of an untrusted workspace', launch, () => Object.assign(fake.current.given, { trusted: false })],
  ['where the setting is off', launch, () => Object.assign(settings, { environment: () => false })],
  [
    'while the receiver is stopped',
    launch,
    () => {
      status = { state: 'stopped' };
    },
  ],
])('leaves a session %s as it is', async (_, configuration, arrange) => {
  arrange();
  expect(await resolve(configuration)).toBe(configuration);
});

it('asks for the setting of the folder', async () => {
  const asked: unknown[] = [];
  settings = { environment: (uri) => asked.push(uri) > 0 };
  await resolve(launch);
  expect(asked).toEqual([{ fsPath: folder }]);
});

it('waits for a receiver that is starting', async () => {
  status = { state: 'starting' };
  const resolved = resolve(launch);
  status = listening;
  statuses.fire(listening);
  expect(envOf(await resolved)).toHaveProperty('MLFLOW_TRACKING_URI', url);
});

it('lets the session start whatever is wrong with us', async () => {
  settings = {
    environment: () => {
      throw new Error('broken');
    },
  };
  expect(await resolve(launch)).toBe(launch);
  expect(warnings).toEqual([expect.stringContaining('broken')]);
});
