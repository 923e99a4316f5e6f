import { afterEach, beforeEach, expect, it } from 'vitest';
import { RequestError } from '../../protocol/messages/requests.ts';
import { decodeLiveBody } from '../decode/liveRecords.ts';
import type { Engine } from '../engine.ts';
import { createMemoryEngine } from '../store/testing/memoryEngine.ts';
import { traceIdOf } from '../store/testing/spans.ts';

const [a, b, c] = ['a', 'b', 'c'].map(traceIdOf) as [string, string, string];
const regroup = { all: true, except: [] } as const;
let engine: Engine;

beforeEach(() => {
  engine = createMemoryEngine();
});

afterEach(() => engine.dispose());

interface Told {
  readonly start: number;
  readonly end?: number;
  readonly from?: string;
}

/** As the helper tells of a root; its span has the id of its trace's first 16 digits. */
function tell(traceId: string, { start, end, from }: Told): void {
  const idOf = (trace: string) => ({ traceId: trace, spanId: trace.slice(0, 16) });
  const span = {
    ...idOf(traceId),
    name: traceId.slice(0, 1),
    startTimeUnixNano: String(1e15 + start),
    ...(end !== undefined && { endTimeUnixNano: String(1e15 + end) }),
  };
  const at = { file: '/app/pool.py', line: 12, function: 'run' };
  const spawnedFrom = from === undefined ? {} : { spawnedFrom: { ...idOf(from), by: 'submit', at } };
  const records = [
    { op: 'hello', v: 1, process: 'p', pid: 1 },
    { op: end === undefined ? 'start' : 'end', span, ...spawnedFrom },
  ];
  const body = decodeLiveBody(new TextEncoder().encode(records.map((one) => JSON.stringify(one)).join('\n')));
  expect(body.errors).toEqual([]);
  engine.ingest({ spans: body.spans, traces: [] });
}

it('answers with groups to who asks for them, and with each trace to all others', async () => {
  tell(b, { start: 2, end: 9, from: a });
  tell(a, { start: 1 });
  const { traces } = await engine.ask('listTraces', { limit: 10, regroup });
  expect(traces.map(({ traceId, status, spanCount }) => [traceId, status, spanCount])).toEqual([
    [a, 'running', 2],
  ]);
  const rows = await engine.ask('getTraceRows', { traceIds: [b, a], regroup });
  expect(rows.traces).toEqual(traces);
  const group = await engine.ask('getSpanRows', { traceId: b, sinceRevision: 0, limit: 9, regroup });
  expect(group.trace.traceId).toBe(a);
  expect(group.members?.map(({ traceId, spawnedFrom }) => ({ traceId, spawnedFrom }))).toEqual([
    {
      traceId: b,
      spawnedFrom: {
        traceId: a,
        spanId: a.slice(0, 16),
        by: 'submit',
        at: { file: '/app/pool.py', line: 12, function: 'run' },
      },
    },
  ]);

  const apart = await engine.ask('listTraces', { limit: 10 });
  expect(apart.traces.map(({ traceId, spanCount }) => [traceId, spanCount])).toEqual([
    [b, 1],
    [a, 1],
  ]);
  const own = await engine.ask('getSpanRows', { traceId: b, sinceRevision: 0, limit: 9 });
  expect(Object.keys(own).toSorted()).toEqual(['more', 'revision', 'rows', 'trace']);
});

it('the canonical trace has the same shape as ever, and the links', async () => {
  tell(a, { start: 1, end: 9 });
  tell(b, { start: 2, end: 9, from: a });
  tell(c, { start: 3, end: 9 });
  const [{ trace: split }, { trace: whole }] = await Promise.all([
    engine.ask('getTrace', { traceId: b }),
    engine.ask('getTrace', { traceId: c }),
  ]);
  expect(Object.keys(split)).toEqual(Object.keys(whole));
  expect(split.linkedTraceIds).toEqual([a]);
});

it('MLflow’s search knows nothing of groups', () => {
  tell(a, { start: 1, end: 9 });
  tell(b, { start: 2, end: 9, from: a });
  const facts = [a, b].map((traceId) => ({ traceId, experimentId: '0' }));
  engine.ingest({ spans: [], traces: facts });
  expect(engine.store.startedUntil({ experimentId: '0', untilMs: 2e15, limit: 9 })).toEqual([a, b]);
  expect([a, b].map((traceId) => engine.store.traceInfo(traceId)?.facts.name)).toEqual(['a', 'b']);
});

it.each([
  ['no list', { all: true }],
  ['too many exceptions', { all: true, except: Array.from({ length: 201 }, (_, n) => `${n}`) }],
  ['something else', 'yes'],
])('refuses %s', async (_, given) => {
  const asked = engine.ask('listTraces', { limit: 1, regroup: given as never });
  await expect(asked).rejects.toSatisfy((error) => RequestError.is(error, 'invalid'));
});
