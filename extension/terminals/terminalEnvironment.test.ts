import { delimiter } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import type { Injection as SubjectInjection } from '../environment/injection.ts';
import { type createFakeVscode, EventEmitter } from '../testing/fakeVscode.ts';
import type { TerminalEnvironment as Subject } from './terminalEnvironment.ts';

const fake = vi.hoisted(() => ({ current: {} as ReturnType<typeof createFakeVscode> }));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('../testing/fakeVscode.ts');
  fake.current = create();
  return fake.current.module;
});

const { Injection } = await import('../environment/injection.ts');
const { TerminalEnvironment } = await import('./terminalEnvironment.ts');
const platform = { win32: 'windows', darwin: 'osx' }[process.platform as string] ?? 'linux';
const starting: ServerStatus = { state: 'starting' };

function listening(port: number, traceCount = 0): ServerStatus {
  return { state: 'listening', url: `http://127.0.0.1:${port}`, port, traceCount, notices: [] };
}

/** What VS Code would apply to new terminals, and how often it was written. */
function createCollection() {
  const variables = new Map<string, string>();
  const folders = new Map<string, Map<string, string>>();
  const count = { writes: 0 };
  const given = (target: Map<string, string>) => ({
    description: undefined as { readonly value: string } | undefined,
    replace: (name: string, value: string) => void target.set(name, value),
    prepend: (name: string, value: string) => void target.set(name, `${value}…`),
    append: (name: string, value: string) => void target.set(name, `…${value}`),
  });
  return {
    ...given(variables),
    variables,
    /** Those of single folders. */
    folders,
    count,
    clear: () => {
      count.writes += 1;
      variables.clear();
      folders.clear();
    },
    getScoped: ({ workspaceFolder: { name } }: { readonly workspaceFolder: { readonly name: string } }) => {
      const target = new Map<string, string>();
      folders.set(name, target);
      return given(target);
    },
  };
}

const statuses = new EventEmitter();
const settingsChanged = new EventEmitter();
let enabled: boolean | { readonly [folder: string]: boolean } = true;
let status: ServerStatus = starting;
let injection: SubjectInjection;
let subject: Subject;
let collection: ReturnType<typeof createCollection>;

function create(): void {
  collection = createCollection();
  injection = new Injection({
    helperDir: '/ext/python',
    nodeHelper: { bootstrap: '/storage/bootstrap.cjs', helper: '/ext/node/helper.cjs' },
    settings: {
      environment: (folder?: { readonly fsPath: string }) =>
        typeof enabled === 'boolean' ? enabled : (enabled[folder?.fsPath ?? ''] ?? true),
      onChange: settingsChanged.event,
    } as never,
    server: {
      get status() {
        return status;
      },
      onStatus: statuses.event,
    } as never,
  });
  subject = new TerminalEnvironment({ collection: collection as never, injection });
}

function become(next: ServerStatus): void {
  status = next;
  statuses.fire(next);
}

beforeEach(() => {
  enabled = true;
  status = starting;
  Object.assign(fake.current.given, { trusted: true, settings: {} });
  for (const name of Object.keys(process.env)) {
    if (/^(MLFLOW|OTEL|SIDETRACE)_|^(PYTHONPATH|NODE_OPTIONS)$/.test(name)) vi.stubEnv(name, undefined);
  }
  create();
});
afterEach(() => {
  subject.dispose();
  injection.dispose();
  vi.unstubAllEnvs();
});

it('writes nothing before something listens, then where it listens', () => {
  expect(collection.count.writes).toBe(0);
  become(listening(5005));
  expect(collection.variables.get('MLFLOW_TRACKING_URI')).toBe('http://127.0.0.1:5005');
  expect(collection.variables.get('OTEL_EXPORTER_OTLP_ENDPOINT')).toBe('http://127.0.0.1:5005');
  expect(collection.description?.value).toContain(
    '`MLFLOW_TRACKING_URI`, `OTEL_EXPORTER_OTLP_ENDPOINT`, `PYTHONPATH`',
  );
});

it('follows the server to another port, and writes only what is new', () => {
  become(listening(5005));
  become(listening(5005, 14));
  become(starting);
  become(listening(5005, 15));
  expect(collection.count.writes).toBe(1);
  become(listening(5006));
  expect(collection.variables.get('MLFLOW_TRACKING_URI')).toBe('http://127.0.0.1:5006');
  expect(collection.count.writes).toBe(2);
});

it('puts the helper on the path without a separator at the end, and before what is there', () => {
  become(listening(5005));
  expect(collection.variables.get('PYTHONPATH')).toBe('/ext/python');
  vi.stubEnv('PYTHONPATH', '/mine');
  create();
  become(listening(5005));
  expect(collection.variables.get('PYTHONPATH')).toBe(`/ext/python${delimiter}…`);
});

it("puts Node's helper behind the options that are there, also those of other extensions", () => {
  become(listening(5005));
  expect(collection.variables.get('NODE_OPTIONS')).toBe('… --require="/storage/bootstrap.cjs"');
  expect(collection.variables.get('SIDETRACE_NODE')).toBe('/ext/node/helper.cjs');
  vi.stubEnv('NODE_OPTIONS', '--inspect --require="/storage/bootstrap.cjs"');
  create();
  become(listening(5005));
  expect(collection.variables.has('NODE_OPTIONS')).toBe(false);
});

it("leaves the user's own values alone, of the environment and of the settings", () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector:4318');
  fake.current.given.settings = {
    [`terminal.integrated.env.${platform}`]: { MLFLOW_TRACKING_URI: 'databricks', PATH: null },
  };
  become(listening(5005));
  expect(collection.variables.has('MLFLOW_TRACKING_URI')).toBe(false);
  expect(collection.variables.has('OTEL_EXPORTER_OTLP_ENDPOINT')).toBe(false);
  expect(subject.description).toContain('MLFLOW_TRACKING_URI');
  expect(subject.description).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
});

it('takes a value that the settings unset for one that is not there', () => {
  vi.stubEnv('MLFLOW_TRACKING_URI', 'http://elsewhere');
  fake.current.given.settings = { [`terminal.integrated.env.${platform}`]: { MLFLOW_TRACKING_URI: null } };
  become(listening(5005));
  expect(collection.variables.get('MLFLOW_TRACKING_URI')).toBe('http://127.0.0.1:5005');
});

it('is taken back by the switch, and given again', () => {
  become(listening(5005));
  enabled = false;
  settingsChanged.fire();
  expect([...collection.variables]).toEqual([]);
  expect(subject.active).toBe(false);
  enabled = true;
  settingsChanged.fire();
  expect(collection.variables.has('MLFLOW_TRACKING_URI')).toBe(true);
});

it('gives them to those folders only that want them', () => {
  become(listening(5005));
  enabled = { '/no': false };
  settingsChanged.fire();
  expect([...collection.variables]).toEqual([]);
  expect([...collection.folders.keys()]).toEqual(['w']);
  expect(collection.folders.get('w')?.get('MLFLOW_TRACKING_URI')).toBe('http://127.0.0.1:5005');
  expect([subject.active, subject.description]).toEqual([
    true,
    expect.stringContaining('these folders: no.'),
  ]);
  enabled = { '/no': false, '/w': false };
  settingsChanged.fire();
  expect([collection.folders.size, subject.active]).toEqual([0, false]);
});

it("does not take the extension host's own variables for the user's", () => {
  vi.stubEnv('PYTHONPATH', '/ext/python');
  become(listening(5005));
  expect(collection.variables.get('PYTHONPATH')).toBe('/ext/python');
});

it('waits for trust, and clears what an earlier window left', () => {
  fake.current.given.trusted = false;
  create();
  expect(collection.count.writes).toBe(1);
  become(listening(5005));
  expect([...collection.variables]).toEqual([]);
  expect(subject.description).toContain('not trusted');
  fake.current.given.trusted = true;
  fake.current.trustGranted.fire();
  expect(collection.variables.has('MLFLOW_TRACKING_URI')).toBe(true);
});
