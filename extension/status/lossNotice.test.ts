import { beforeEach, expect, it, vi } from 'vitest';
import type { Notice } from '../../protocol/messages/status.ts';
import { type createFakeVscode, EventEmitter } from '../testing/fakeVscode.ts';

const fake = vi.hoisted(() => ({ current: {} as ReturnType<typeof createFakeVscode> }));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('../testing/fakeVscode.ts');
  fake.current = create();
  return fake.current.module;
});

const { LossNotice } = await import('./lossNotice.ts');

const lost: Notice = {
  code: 'otel-too-new',
  id: 'app.py 3.3.2 1.45.2',
  message: 'app.py (pid 1): no traces.',
  remedy: 'Install:',
  command: 'pip install x',
};
const shown = ['warning', 'app.py (pid 1): no traces. Install: pip install x', 'Copy Command'];

let statuses: EventEmitter;
let open: boolean;
const tell = (...notices: Notice[]): void => statuses.fire({ state: 'listening', notices });

beforeEach(() => {
  statuses = new EventEmitter();
  open = false;
  fake.current.log.length = 0;
  fake.current.given.choice = undefined;
  new LossNotice({ server: { onStatus: statuses.event as never }, panelOpen: () => open });
});

it('warns once of each program, and of nothing else', () => {
  tell({ code: 'port-taken', message: 'Port 1.', remedy: 'Another.' });
  tell(lost);
  tell({ ...lost, message: 'app.py (pid 2): no traces.' });
  expect(fake.current.log).toEqual([shown]);
});

it('warns of a program that cannot make spans, not of one that is set up to make none', () => {
  const { command: _, ...silent } = { ...lost, code: 'no-spans' as const, id: 'silent' };
  tell(silent, { ...silent, code: 'tracing-off', id: 'off' });
  expect(fake.current.log).toEqual([['warning', 'app.py (pid 1): no traces. Install:']]);
});

it('leaves it to the banner of an open panel', () => {
  open = true;
  tell(lost);
  expect(fake.current.log).toEqual([]);
});

it('copies the command', async () => {
  fake.current.given.choice = 'Copy Command';
  tell(lost);
  await vi.waitFor(() => expect(fake.current.log).toEqual([shown, ['copied', 'pip install x']]));
});
