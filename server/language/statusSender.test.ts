import { expect, it } from 'vitest';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import { createStatusSender } from './statusSender.ts';

function start() {
  const sent: ServerStatus[] = [];
  const due: { work: () => void; disposed: boolean }[] = [];
  const timer = {
    now: () => 0,
    after(_ms: number, work: () => void) {
      const item = { work, disposed: false };
      due.push(item);
      const dispose = () => {
        item.disposed = true;
      };
      return { dispose };
    },
  };
  const elapse = () => {
    for (const { work, disposed } of due.splice(0)) if (!disposed) work();
  };
  const sender = createStatusSender((status) => void sent.push(status), timer);
  const counts = () =>
    sent.map((status) => (status.state === 'listening' ? status.traceCount : status.state));
  return { sender, elapse, counts, sent };
}

const listening = { state: 'listening', url: 'http://x', port: 1, traceCount: 0, notices: [] } as const;

it('sends a count at once, then the last of each second', () => {
  const { sender, elapse, counts } = start();
  sender.setTraceCount(9);
  sender.set({ state: 'starting' });
  sender.set(listening);
  elapse();
  for (const count of [1, 2, 2, 3]) sender.setTraceCount(count);
  expect(counts()).toEqual(['starting', 0, 1]);
  elapse();
  expect(counts()).toEqual(['starting', 0, 1, 3]);
  elapse();
  sender.setTraceCount(3);
  sender.setTraceCount(4);
  expect(counts()).toEqual(['starting', 0, 1, 3, 4]);
});

it('sends notices at once', () => {
  const { sender, sent } = start();
  const notices = [{ code: 'database-failing', message: 'm', remedy: 'r' }] as const;
  sender.setNotices(notices);
  sender.set(listening);
  sender.setNotices(notices);
  sender.setNotices([]);
  expect(sent).toEqual([listening, { ...listening, notices }, listening]);
});

it('sends nothing more after its end', () => {
  const { sender, elapse, counts } = start();
  sender.set(listening);
  sender.setTraceCount(1);
  sender.dispose();
  elapse();
  expect(counts()).toEqual([0]);
});
