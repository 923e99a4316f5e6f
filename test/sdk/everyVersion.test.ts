import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientCalls, fluentCalls, oddValues } from './expectedCalls.ts';
import { type Call, callsOf, sorted } from './harness/calls.ts';
import { type ReceiverProcess, runAsIs, startReceiver, type WholeTrace } from './harness/commandLine.ts';
import { isSince, versionsUnderTest } from './harness/mlflowVersions.ts';
import { unnumbered } from './harness/names.ts';

/** Run without our environment or helper: to the SDK this is an MLflow server at an address that the program names. */
const programs = ['fluent_calls.py', 'odd_values.py', 'client_calls.py'];
const folder = fileURLToPath(new URL('./programs/', import.meta.url));

describe.each(versionsUnderTest(['2.22.5', '3.3.2', '3.5.1', '3.17.2']))('MLflow $name', (version) => {
  let receiver: ReceiverProcess;
  let output = '';
  let traces: readonly WholeTrace[] = [];
  let began = 0;

  beforeAll(async () => {
    const python = await version.python();
    receiver = await startReceiver();
    began = Date.now();
    const args = ['one_after_the_other.py', ...programs, '--', receiver.url];
    output = await runAsIs({ python, args, folder });
    traces = await receiver.traces();
  });
  afterAll(() => receiver.stop());

  function expectTraces(expected: readonly Call[], got = traces): void {
    const names = new Set(expected.map(({ name }) => name));
    const calls = got.filter(({ trace }) => names.has(trace.name)).flatMap(callsOf);
    expect(sorted(unnumbered(calls))).toEqual(sorted(expected));
  }
  function traceOf(name: string): WholeTrace {
    const found = traces.find(({ trace }) => trace.name === name);
    return found ?? expect.fail(`no trace ${name}`);
  }
  function printed<T>(program: string): T {
    const line = new RegExp(`^RESULT ${program} (.*)$`, 'm').exec(output)?.[1];
    return JSON.parse(line ?? expect.fail(output)) as T;
  }

  it('complains about nothing', () => {
    expect(output).not.toMatch(/WARNING|ERROR|Traceback/);
  });

  it('fluent calls: every trace with all its spans, their values and failures', () => {
    expectTraces(fluentCalls(version));
  });

  it('fluent calls are not changed by being traced', () => {
    expect(printed('fluent')).toMatchObject({
      bare: 3,
      async: 4,
      stream: [0, 1],
      'async stream': ['piece 0', 'piece 1'],
      raised: "ValueError('no outer')",
    });
  });

  it('odd values are shown as they were', () => expectTraces(oddValues()));

  it('spans started and ended by hand: in any order, from any thread', () => {
    expectTraces(clientCalls(version));
  });

  it('a trace is found by the id that the program has, and by the one of OpenTelemetry', async () => {
    const { 'last id': last } = printed<{ 'last id': string }>('fluent');
    const ids = printed<Record<'by hand' | 'threads', string>>('client');
    for (const [name, id] of [
      ['bare', last],
      ['by hand', ids['by hand']],
      ['threads', ids.threads],
    ] as const) {
      const { trace } = traceOf(name);
      expect(trace.requestId).toBe(id);
      expect(trace.traceId).toMatch(/^[0-9a-f]{32}$/);
      for (const form of [id, trace.traceId, `tr-${trace.traceId}`]) {
        const found = await receiver.read<WholeTrace>(`/api/traces/${form}`);
        expect(found.trace.name).toBe(name);
      }
    }
  });

  it('tags, metadata, session and user, where this MLflow has them', () => {
    const { trace: bare } = traceOf('bare');
    expect(bare.tags).toMatchObject({ 'set later': 'yes', 'mlflow.traceName': 'bare' });
    expect(traceOf('by hand').trace.tags).toMatchObject({ team: 'blue' });
    const { tags, metadata, session, user } = traceOf('tells').trace;
    if (isSince(version, [2, 20])) expect(tags).toMatchObject({ colour: '青', fruit: 'apple' });
    if (!isSince(version, [3, 1])) return;
    expect(metadata).toMatchObject({ region: 'eu' });
    expect([session, user]).toEqual(['session-1', 'user-1']);
    if (!isSince(version, [3, 12])) return;
    const { trace } = traceOf('tells_session');
    expect([trace.session, trace.user]).toEqual(['session-2', 'user-2']);
  });

  it('times are of now, and events lie within their spans', () => {
    const now = BigInt(Date.now());
    for (const { spans } of traces) {
      for (const { name, startNs, endNs = startNs, events } of spans) {
        const [start, end] = [BigInt(startNs), BigInt(endNs)];
        expect(start / 1_000_000n, name).toBeGreaterThanOrEqual(BigInt(began));
        expect(end / 1_000_000n, name).toBeLessThanOrEqual(now);
        for (const { timeNs } of events) {
          // Some SDKs cut them to microseconds.
          expect(BigInt(timeNs) >= start - 1_000n && BigInt(timeNs) <= end, name).toBe(true);
        }
      }
    }
  });

  it('a span is there once, whichever and however many ways it came', () => {
    for (const { trace, spans } of traces) {
      expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(trace.spanCount);
      expect(spans).toHaveLength(trace.spanCount);
    }
  });

  it('a trace that never ends is shown as running, as far as its SDK tells of it', () => {
    const found = traces.filter(({ trace }) => trace.status === 'running').map(({ trace }) => trace.name);
    // 3.2 and 3.3 tell nothing before the end, later ones no name.
    if (!isSince(version, [3, 2])) expect(found).toEqual(['never ends']);
    else expect(found).toEqual(isSince(version, [3, 4]) ? ['ended child'] : []);
  });
});
