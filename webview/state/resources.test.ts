import { expect, it, vi } from 'vitest';
import { type Ask, RequestError } from '../../protocol/messages/requests.ts';
import { agentTrace, failedTrace } from '../dev/agentTraces.ts';
import { largeTrace, oneSpanTrace } from '../dev/otherTraces.ts';
import { createMemoryHost } from '../host/memoryHost.ts';
import { OpenTrace } from './openTrace.ts';
import { createSpanDetail } from './spanDetail.ts';
import { TraceList } from './traceList.ts';

function listOn(host = createMemoryHost()) {
  const list = new TraceList(host.ask);
  host.onDelta((delta) => list.onDelta(delta));
  const names = (): readonly string[] => list.state.value.rows.map((row) => row.traceId);
  const askedFor = (): readonly string[] => host.asked.map(({ name }) => name);
  return { host, list, names, askedFor };
}

it('reads the list once and then only what a delta names', async () => {
  const { host, list, names, askedFor } = listOn();
  host.put(oneSpanTrace('a', 1000));
  await vi.waitFor(() => expect(names()).toEqual(['a-trace']));
  host.put(oneSpanTrace('b', 2000));
  await vi.waitFor(() => expect(names()).toEqual(['b-trace', 'a-trace']));
  host.remove('a-trace');
  await vi.waitFor(() => expect(names()).toEqual(['b-trace']));
  expect(askedFor()).toEqual(['listTraces', 'getTraceRows']);
  expect(list.total.value).toBe(1);
});

it.each([
  { name: 'a gap in seq', generation: 'memory', seq: 9 },
  { name: 'another life of the server', generation: 'other', seq: 2 },
])('reads everything anew after $name', async ({ generation, seq }) => {
  const { host, names, askedFor } = listOn();
  host.put(oneSpanTrace('a', 1000));
  await vi.waitFor(() => expect(names()).toHaveLength(1));
  host.asked.length = 0;
  host.sendDelta({ generation, seq, changed: [], removed: [], traceCount: 1 });
  await vi.waitFor(() => expect(askedFor()).toEqual(['listTraces']));
});

it('asks one question at a time and puts what came meanwhile into the next', async () => {
  const { host, names, askedFor } = listOn();
  host.put(oneSpanTrace('a', 1000));
  await vi.waitFor(() => expect(names()).toHaveLength(1));
  host.asked.length = 0;
  for (let index = 0; index < 20; index++) host.put(oneSpanTrace(`n${index}`, 2000 + index));
  await vi.waitFor(() => expect(names()).toHaveLength(21));
  expect(askedFor()).toEqual(['getTraceRows', 'getTraceRows']);
});

it('lets the server decide what matches a filter', async () => {
  const { host, list, names } = listOn();
  host.put(oneSpanTrace('a', 1000), agentTrace('b', 2000, false));
  list.setFilter('Tool');
  await vi.waitFor(() => expect(names()).toEqual(['b-trace']));
  host.put(failedTrace('c', 3000), oneSpanTrace('d', 4000));
  await vi.waitFor(() => expect(names()).toEqual(['c-trace', 'b-trace']));
});

it('says what failed and reads everything when it is asked again', async () => {
  const { host, list, names } = listOn();
  host.failWith(new RequestError('unavailable', 'The server is starting again.'));
  host.put(oneSpanTrace('a', 1000));
  await vi.waitFor(() => expect(list.state.value.error).toBe('The server is starting again.'));
  host.failWith(undefined);
  list.reload();
  await vi.waitFor(() => expect(names()).toEqual(['a-trace']));
  expect(list.state.value.error).toBeUndefined();
});

it('pages through older traces', async () => {
  const { host, list, names } = listOn();
  host.put(...Array.from({ length: 450 }, (_, at) => oneSpanTrace(`t${at}`, 1000 + at)));
  await vi.waitFor(() => expect(names()).toHaveLength(200));
  list.loadMore();
  await vi.waitFor(() => expect(names()).toHaveLength(400));
  list.loadMore();
  await vi.waitFor(() => expect(names()).toHaveLength(450));
  expect(new Set(names()).size).toBe(450);
  expect(list.state.value.nextCursor).toBeUndefined();
});

it('reads a large trace in pages, then only what is newer', async () => {
  const host = createMemoryHost();
  host.put(largeTrace('s', 1000, 2500));
  const open = new OpenTrace(host.ask);
  open.open('s-trace');
  await vi.waitFor(() => expect(open.state.value).toMatchObject({ loading: false }));
  expect(open.state.value?.spans.size).toBe(2500);
  expect(host.asked).toHaveLength(2);
  host.put({ ...largeTrace('s', 1000, 2500), spans: [] });
  const { spans } = oneSpanTrace('late', 1500);
  host.put({ row: largeTrace('s', 1000, 2500).row, spans });
  open.refresh();
  await vi.waitFor(() => expect(open.state.value?.spans.size).toBe(2501));
  expect(open.state.value?.spans.get('late1')).toMatchObject({ startMs: 500 });
});

it('opening another trace withdraws the question for the last', async () => {
  const host = createMemoryHost();
  host.put(largeTrace('s', 1000, 50), oneSpanTrace('a', 2000));
  const open = new OpenTrace(host.ask);
  open.open('s-trace');
  open.open('a-trace');
  await vi.waitFor(() => expect(open.state.value).toMatchObject({ traceId: 'a-trace', loading: false }));
  expect([...(open.state.value?.spans.keys() ?? [])]).toEqual(['a1']);
});

it('says so when a trace is gone', async () => {
  const open = new OpenTrace(createMemoryHost().ask);
  open.open('nowhere');
  await vi.waitFor(() => expect(open.state.value).toMatchObject({ gone: true, loading: false }));
});

it('shows the span that was asked for last', async () => {
  const host = createMemoryHost();
  host.put(agentTrace('a', 1000, false));
  const detail = createSpanDetail(host.ask);
  detail.show({ traceId: 'a-trace', spanId: 'a1' });
  detail.show({ traceId: 'a-trace', spanId: 'a6' });
  await vi.waitFor(() => expect(detail.state.value?.span?.name).toBe('ToolExecution_calculate_tip'));
  expect(detail.state.value?.places).toEqual([{ file: '/home/me/app/agent.py', line: 28, basis: 'index' }]);
});

it('shows a span also where its source cannot be found, and says why', async () => {
  const host = createMemoryHost();
  host.put(agentTrace('a', 1000, false));
  const detail = createSpanDetail(host.ask);
  detail.show({ traceId: 'a-trace', spanId: 'a3' });
  await vi.waitFor(() => expect(detail.state.value).toMatchObject({ places: [], noPlace: /No function/ }));
});

it('reads a span that changes faster than answers come one answer after the other', async () => {
  const host = createMemoryHost();
  host.put(agentTrace('a', 1000, true));
  const key = { traceId: 'a-trace', spanId: 'a6' };
  const waiting: (() => void)[] = [];
  const slow: Ask = async (name, params, signal) => {
    if (name === 'getSpan') await new Promise<void>((resolve) => waiting.push(resolve));
    return host.ask(name, params, signal);
  };
  const detail = createSpanDetail(slow);
  for (let change = 0; change < 5; change++) detail.show(key);
  expect(waiting).toHaveLength(1);
  waiting[0]?.();
  await vi.waitFor(() => expect(detail.state.value?.span?.spanId).toBe('a6'));
  await vi.waitFor(() => expect(waiting).toHaveLength(2));
  detail.show({ traceId: 'a-trace', spanId: 'a1' });
  expect(waiting).toHaveLength(3);
  for (const answer of waiting) answer();
  await vi.waitFor(() => expect(detail.state.value?.span?.spanId).toBe('a1'));
});
