import { beforeEach, expect, it, vi } from 'vitest';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import { type createFakeVscode, EventEmitter } from '../testing/fakeVscode.ts';

const fake = vi.hoisted(() => ({ current: {} as ReturnType<typeof createFakeVscode> }));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('../testing/fakeVscode.ts');
  fake.current = create();
  return fake.current.module;
});

const { FailureNotice } = await import('./failureNotice.ts');
const failed: ServerStatus = { state: 'failed', message: 'It ended.', remedy: 'Restart it.' };
const shown = ['error', 'Sidetrace: It ended. Restart it.', 'Restart Server', 'Show Log'];

let statuses: EventEmitter;
let restarts: number;
let logs: number;

beforeEach(() => {
  statuses = new EventEmitter();
  restarts = 0;
  logs = 0;
  fake.current.log.length = 0;
  new FailureNotice({
    server: {
      onStatus: statuses.event as never,
      restart: async () => {
        restarts += 1;
      },
    },
    showLog: () => {
      logs += 1;
    },
  });
});

it('says a failure once, and again only after it went well in between', () => {
  statuses.fire({ state: 'starting' });
  expect(fake.current.log).toEqual([]);
  statuses.fire(failed);
  statuses.fire(failed);
  expect(fake.current.log).toEqual([shown]);
  statuses.fire({ state: 'starting' });
  statuses.fire(failed);
  expect(fake.current.log).toEqual([shown, shown]);
});

it.each<[string | undefined, number, number]>([
  ['Restart Server', 1, 0],
  ['Show Log', 0, 1],
  [undefined, 0, 0],
])('does what was chosen: %s', async (choice, restarted, logged) => {
  fake.current.given.choice = choice;
  statuses.fire(failed);
  await vi.waitFor(() => expect([restarts, logs]).toEqual([restarted, logged]));
});
