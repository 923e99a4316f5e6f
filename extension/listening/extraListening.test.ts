import { beforeEach, expect, it, vi } from 'vitest';
import type { TrackingAddress } from '../../protocol/messages/language.ts';
import { type createFakeVscode, EventEmitter } from '../testing/fakeVscode.ts';

const fake = vi.hoisted(() => ({ current: {} as ReturnType<typeof createFakeVscode> }));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('../testing/fakeVscode.ts');
  fake.current = create();
  return fake.current.module;
});

const { ExtraListening } = await import('./extraListening.ts');

const app: TrackingAddress = {
  host: 'localhost',
  port: 8080,
  file: '/w/app.py',
  line: 2,
  listener: 'nobody',
};
const offered = [
  'information',
  'app.py sends its traces to localhost:8080, where nothing listens.',
  'Listen There',
  'Not in This Workspace',
];

let addresses: TrackingAddress[];
let taken: number[];
let memory: Map<string, unknown>;
let ports: readonly number[];
let asked: (readonly number[])[];
let statuses: EventEmitter;

beforeEach(() => {
  addresses = [app];
  taken = [];
  memory = new Map();
  ports = [];
  asked = [];
  statuses = new EventEmitter();
  Object.assign(fake.current.given, { trusted: true, choice: undefined });
  fake.current.log.length = 0;
});

function start(): InstanceType<typeof ExtraListening> {
  const changed = new EventEmitter();
  return new ExtraListening({
    server: {
      status: { state: 'listening' },
      running: true,
      onStatus: statuses.event,
      trackingAddresses: async () => addresses,
      listenAlso: async (wanted: readonly number[]) => {
        asked.push(wanted);
        return { taken: taken.filter((port) => wanted.includes(port)) };
      },
    } as never,
    settings: {
      alsoListenOn: () => ports,
      setAlsoListenOn: async (next) => {
        ports = next;
        changed.fire();
      },
      onChange: changed.event,
    },
    memory: {
      get: (key: string) => memory.get(key),
      update: async (key: string, value: unknown) => void memory.set(key, value),
    } as never,
    log: { warn: (line: string) => void fake.current.log.push(['warn', line]) } as never,
  });
}

const shown = (kind: string) => fake.current.log.filter(([what]) => what === kind);

it('asks once, and listens there from now on when the user wants it', async () => {
  fake.current.given.choice = 'Listen There';
  const extra = start();
  statuses.fire({ state: 'listening' });
  await vi.waitFor(() => expect(ports).toEqual([8080]));
  expect(shown('information')).toEqual([offered]);
  expect(asked[0]).toEqual([8080]);
  expect(shown('statusBar')).toHaveLength(1);
  await extra.check();
  await extra.check();
  expect(shown('information')).toHaveLength(1);
  await extra.stop(8080);
  await vi.waitFor(() => expect(asked.at(-1)).toEqual([]));
});

it('says so when another program was faster, and leaves the settings as they are', async () => {
  fake.current.given.choice = 'Listen There';
  taken = [8080];
  await start().check();
  await vi.waitFor(() => expect(shown('error')).toHaveLength(1));
  expect(shown('error')[0]?.[1]).toContain('localhost:8080');
  expect([ports, asked]).toEqual([[], [[8080], []]]);
});

it('does not ask again in a workspace where it shall not', async () => {
  fake.current.given.choice = 'Not in This Workspace';
  await start().check();
  await vi.waitFor(() =>
    expect(memory.get('sidetrace.offers')).toEqual({ offered: [8080], declined: [8080] }),
  );
  addresses = [];
  await start().check();
  addresses = [app];
  await start().check();
  expect(shown('information')).toHaveLength(1);
});

it('asks anew when the code names another port, and about one that came back', async () => {
  const extra = start();
  await extra.check();
  addresses = [{ ...app, port: 9090 }];
  await extra.check();
  addresses = [app];
  await extra.check();
  expect(shown('information').map(([, text]) => /localhost:\d+/.exec(String(text))?.[0])).toEqual([
    'localhost:8080',
    'localhost:9090',
    'localhost:8080',
  ]);
  expect(extra.offers.map(({ port }) => port)).toEqual([8080]);
});

it('asks nothing in a workspace that is not trusted, until it is', async () => {
  fake.current.given.trusted = false;
  await start().check();
  expect(shown('information')).toEqual([]);
  fake.current.given.trusted = true;
  fake.current.trustGranted.fire();
  await vi.waitFor(() => expect(shown('information')).toEqual([offered]));
});
