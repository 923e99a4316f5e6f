import { expect, it } from 'vitest';
import { running, span } from '../store/testing/spans.ts';
import { connect, ended, spanId, started, traceId, useLiveReceiver } from './testing/liveReceiver.ts';

const live = useLiveReceiver();

it('ends what a process left open when its connection closes and it is gone', async () => {
  const connection = connect();
  await live().post([started], connection);
  // The same process by another door: it says its number.
  live().engine.ingest({ spans: [running('otlp', { resource: { 'process.pid': 42 } })], traces: [] });
  connection.close();
  live().pass(10);
  expect(live().statusOf()).toBe('running');
  live().life = 'gone';
  live().pass(20);
  expect([live().statusOf(), live().statusOf('otlp')]).toEqual(['aborted', 'aborted']);
  expect(live().engine.store.trace(traceId)?.status).toBe('aborted');
});

it('waits for a process that lives, and takes it for gone when it does not come back', async () => {
  const connection = connect();
  await live().post([started], connection);
  connection.close();
  live().pass(15_000);
  const again = connect();
  await live().post([started], again);
  live().pass(60_000);
  expect(live().statusOf()).toBe('running');
  again.close();
  live().pass(23_000);
  expect(live().statusOf()).toBe('aborted');
});

it('ends what is open at a good-bye, and what a number given away again had open', async () => {
  await live().post([started, { op: 'bye' }]);
  expect(live().engine.store.rawSpan(traceId, spanId)?.status.message).toBe('The program ended here.');
  const connection = connect();
  await live().post([{ op: 'start', span: { ...started.span, spanId: 'b7ad6b7169203332' } }], connection, {
    process: 'p2',
  });
  connection.close();
  await live().post([], connect(), { process: 'p3' });
  expect(live().statusOf('b7ad6b7169203332')).toBe('aborted');
});

it('a process that was taken for gone and speaks again runs again; an end that comes late counts', async () => {
  await live().post([started, { op: 'bye' }]);
  await live().post([{ ...started, op: 'update' }]);
  expect(live().statusOf()).toBe('running');
  expect(live().engine.store.rawSpan(traceId, spanId)).toMatchObject({ status: { code: 'unset' } });
  expect(live().engine.store.rawSpan(traceId, spanId)?.status.message).toBeUndefined();
  await live().post([{ op: 'bye' }]);
  expect(live().statusOf()).toBe('aborted');
  live().engine.ingest({ spans: [span(spanId, { endNs: '3000' })], traces: [] });
  expect(live().engine.store.rawSpan(traceId, spanId)).toMatchObject({
    endNs: '3000',
    status: { code: 'unset' },
  });
  expect([live().statusOf(), live().engine.store.rawSpan(traceId, spanId)?.status.message]).toEqual([
    'unset',
    undefined,
  ]);
});

it('asks after the processes whose spans ran when the receiver ended', async () => {
  const connection = connect();
  await live().post([started], connection);
  live().processes.dispose();
  connection.close();
  live().pass(60_000);
  expect(live().statusOf()).toBe('running');
  live().life = 'gone';
  live().restart();
  expect(live().statusOf()).toBe('aborted');
  expect(live().failures).toEqual([]);
});

const runs = () => live().engine.store.runs(['p1', 's7']);

it('says of a run whether a process of it is there, and how the last one ended', async () => {
  const [parent, child] = [connect(), connect()];
  const run = '{"id": "s7", "kind": "debug", "label": "Python: agent"}';
  await live().post([ended], parent, { run });
  await live().post([], child, { process: 'p2', pid: 43, run });
  expect(runs()).toMatchObject([{ id: 's7', alive: true, runningCount: 0 }]);
  await live().post([{ op: 'bye' }], parent, { run });
  expect(runs()).toMatchObject([{ alive: true }]);
  live().life = 'gone';
  child.close();
  expect(runs()[0]).not.toHaveProperty('alive');
  expect(runs()).toMatchObject([{ end: { how: 'vanished' } }]);
  live().life = 'alive';
  await live().post([], connect(), { process: 'p3', pid: 44, run });
  expect(runs()).toMatchObject([{ alive: true }]);
  expect(runs()[0]).not.toHaveProperty('end');
});

it('gives a run the exit code that its terminal or debugger heard, before or after its process is gone', async () => {
  await live().post([ended], connect(), { ppid: 7 });
  live().processes.exited({ pid: 7, exitCode: 3, sinceMs: live().now() + 1 });
  live().processes.exited({ pid: 8, exitCode: 4 });
  live().processes.exited({ runId: 'another', exitCode: 5 });
  await live().post([{ op: 'bye' }]);
  expect(runs()).toMatchObject([{ end: { how: 'ended' } }]);
  expect(runs()[0]?.end).not.toHaveProperty('exitCode');
  live().processes.exited({ pid: 7, exitCode: 3, sinceMs: live().now() });
  expect(runs()).toMatchObject([{ end: { how: 'ended', exitCode: 3 } }]);
  live().processes.exited({ runId: 'p1', exitCode: 0 });
  expect(runs()).toMatchObject([{ end: { how: 'ended', exitCode: 0 } }]);
});

it('knows nothing of a process that has not spoken since the receiver began', async () => {
  await live().post([ended]);
  live().processes.dispose();
  expect(runs()).toMatchObject([{ alive: true }]);
  live().engine.store.noteRun({ kind: 'exited', runId: 'p1', exitCode: 1 });
  expect(runs()[0]).not.toHaveProperty('end');
});
