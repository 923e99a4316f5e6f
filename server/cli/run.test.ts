import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { apiRoutes } from '../receive/apiRoutes.ts';
import { startReceiver } from '../receive/server.ts';
import { createFakeEngine } from '../receive/testing/fakeEngine.ts';
import type { Service, ServiceOptions } from '../service.ts';
import { parseCommandLine } from './options.ts';
import { type RunDeps, run } from './run.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'run-'));
});
afterEach(() => rm(dir, { recursive: true }));

interface Played extends RunDeps {
  readonly started: ServiceOptions[];
  readonly close: ReturnType<typeof vi.fn>;
  readonly errors: string[];
  readonly listeners: Set<(signal: NodeJS.Signals) => void>;
}

function play(env: Record<string, string> = {}): Played {
  const started: ServiceOptions[] = [];
  const errors: string[] = [];
  const close = vi.fn(async () => undefined);
  const listeners = new Set<(signal: NodeJS.Signals) => void>();
  return {
    started,
    errors,
    close,
    listeners,
    startService: async (options) => {
      started.push(options);
      return { url: 'http://127.0.0.1:6000', notices: [], close } as unknown as Service;
    },
    err: (line) => void errors.push(line),
    env: { PATH: process.env.PATH ?? '', ...env },
    helperDir: '/helper',
    nodeHelper: undefined,
    interactive: false,
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function start(deps: RunDeps, command: readonly string[], flags: readonly string[] = []): Promise<number> {
  const parsed = parseCommandLine(['run', ...flags, '--', ...command]);
  if (parsed.kind !== 'run') throw new Error(parsed.kind);
  return run(parsed, deps);
}

const node = (script: string): readonly string[] => [process.execPath, '-e', script];
const dump = (file: string): readonly string[] =>
  node(
    `require('fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.env)); process.exitCode = 7`,
  );

it('gives the command the environment, its own receiver and its exit code', async () => {
  const deps = play({ MLFLOW_HTTP_REQUEST_TIMEOUT: '9' });
  const file = join(dir, 'env.json');
  expect(await start(deps, dump(file))).toBe(7);
  expect(deps.started).toEqual([expect.objectContaining({ databaseFile: ':memory:', port: 0 })]);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    MLFLOW_TRACKING_URI: 'http://127.0.0.1:6000',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:6000',
    MLFLOW_HTTP_REQUEST_TIMEOUT: '9',
    PYTHONPATH: '/helper',
  });
  expect(deps.close).toHaveBeenCalledOnce();
  expect(deps.errors).toEqual([]);
  expect(deps.listeners.size).toBe(0);
});

it('uses a receiver that runs already', async () => {
  const engine = createFakeEngine();
  const routes = apiRoutes({ engine, version: '1', url: () => '' });
  const receiver = await startReceiver({ routes, port: 0, log: () => undefined });
  const deps = play();
  const file = join(dir, 'env.json');
  expect(await start(deps, dump(file), ['--url', receiver.url])).toBe(7);
  await receiver.close();
  expect(deps.started).toEqual([]);
  expect(JSON.parse(await readFile(file, 'utf8')).MLFLOW_TRACKING_URI).toBe(receiver.url);
  await expect(start(deps, node(''), ['--url', receiver.url])).rejects.toThrow(
    'no Sidetrace receiver answers',
  );
});

it.each([
  ['a signal', node('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'), 143],
  ['a command that is not there', ['no-such-command-here'], 127],
])('gives an exit code for %s', async (_, command, code) => {
  const deps = play();
  expect(await start(deps, command)).toBe(code);
  expect(deps.close).toHaveBeenCalledOnce();
});

it('passes signals on', async () => {
  const deps = play();
  const file = join(dir, 'ready');
  const ended = start(
    deps,
    node(
      `process.on('SIGINT', () => process.exit(5)); setInterval(() => {}, 1000); require('fs').writeFileSync(${JSON.stringify(file)}, '')`,
    ),
  );
  await vi.waitFor(() => readFile(file), { timeout: 5000 });
  for (const listener of deps.listeners) listener('SIGINT');
  expect(await ended).toBe(5);
});
