import { beforeEach, expect, it, vi } from 'vitest';
import type { ServerOptions } from '../../protocol/messages/language.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import type { createFakeVscode } from '../testing/fakeVscode.ts';
import type { StartOptions } from './startServer.ts';

const fake = vi.hoisted(() => ({
  vscode: {} as ReturnType<typeof createFakeVscode>,
  starts: [] as StartOptions[],
  stops: 0,
  problem: undefined as Error | undefined,
}));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('../testing/fakeVscode.ts');
  fake.vscode = create();
  return fake.vscode.module;
});
vi.mock('./startServer.ts', () => ({
  startServer: async (options: StartOptions) => {
    if (fake.problem) throw fake.problem;
    fake.starts.push(options);
    return {
      ask: async (name: string) => `answer to ${name}`,
      stop: async () => {
        fake.stops += 1;
      },
    };
  },
}));

const { createServerConnection } = await import('./serverConnection.ts');

let memento: Map<string, unknown>;
let port: number;
beforeEach(() => {
  memento = new Map();
  port = 5005;
  Object.assign(fake, { starts: [], stops: 0, problem: undefined });
});

function connect() {
  return createServerConnection({
    context: {
      extension: { id: 'sidetrace.sidetrace' },
      extensionUri: { fsPath: '/ext' },
      storageUri: { fsPath: '/storage' },
      workspaceState: {
        get: (key: string) => memento.get(key),
        update: async (key: string, value: unknown) => void memento.set(key, value),
      },
    } as never,
    log: { error: () => undefined } as never,
    settings: {
      port: () => port,
      alsoListenOnOtlpPort: () => true,
      alsoListenOn: () => [8080],
      prices: () => ({}),
      history: () => ({ traces: 5, days: 6, megabytes: 7 }),
      threadHints: () => true,
      codeLens: () => true,
      hover: () => true,
      diagnostics: () => 'warning',
      symbols: () => 'all',
    } as never,
  });
}

function listening(actual: number): ServerStatus {
  return { state: 'listening', url: `http://127.0.0.1:${actual}`, port: actual, traceCount: 0, notices: [] };
}

/** What the server is told at a start, and what it says then. */
function begin(start: StartOptions | undefined, actual: number): ServerOptions | undefined {
  const options = start?.options();
  start?.onStatus(listening(actual));
  return options;
}

it('tells the server its database, its ports and the folders on this disk', async () => {
  const server = connect();
  await server.start();
  await server.start();
  expect(fake.starts).toHaveLength(1);
  expect(begin(fake.starts[0], 5005)).toEqual({
    databaseFile: '/storage/traces.db',
    port: 5005,
    alsoListenOn: [4318],
    namedPorts: [8080],
    workspaceFolders: ['/w'],
    excludes: {},
    prices: {},
    history: { traces: 5, days: 6, megabytes: 7 },
    threadHints: true,
    codeLens: true,
    hover: true,
    inlayHints: false,
    commandLinks: true,
    spanCommands: true,
    spanUri: 'code-oss://sidetrace.sidetrace/span',
    diagnostics: 'warning',
    symbols: 'all',
  });
  expect(server.status).toEqual(listening(5005));
});

it('comes back on the port it had, also after a crash and in the next window', async () => {
  const first = connect();
  await first.start();
  begin(fake.starts[0], 5007);
  expect(fake.starts[0]?.options()).toMatchObject({ port: 5005, previousPort: 5007 });
  await connect().start();
  expect(fake.starts[1]?.options()).toMatchObject({ port: 5005, previousPort: 5007 });
});

it('takes a port that was set anew at its next start, whatever came in between', async () => {
  const server = connect();
  await server.start();
  begin(fake.starts[0], 5005);
  port = 6006;
  fake.starts[0]?.onStatus(listening(5005));
  await server.restart();
  expect(fake.stops).toBe(1);
  expect(fake.starts[1]?.options()).toMatchObject({ port: 6006 });
  expect(fake.starts[1]?.options()).not.toHaveProperty('previousPort');
});

it('says why it did not start, refuses questions, and starts when asked again', async () => {
  fake.problem = new Error('spawn ENOENT');
  const server = connect();
  await server.start();
  expect(server.status).toMatchObject({ state: 'failed', message: 'spawn ENOENT' });
  await expect(server.ask('listTraces', { limit: 1 })).rejects.toMatchObject({ code: 'unavailable' });
  fake.problem = undefined;
  await server.restart();
  expect(await server.ask('listTraces', { limit: 1 })).toBe('answer to listTraces');
});
