import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, openConnection, untilReadable } from '../lib/connection.ts';
import { generateOneTrace, generateTraces, nowNs } from '../lib/llmTraces.ts';
import type { Budget, Measurement, Part, RoundContext } from '../lib/measurement.ts';
import { encodeRequest, generateBodies, type RequestBody } from '../lib/otlpRequest.ts';
import { cpuSeconds, memory } from '../lib/procfs.ts';
import { type StartReceiver, startBare, startSidetrace, withReceiver } from '../lib/receivers.ts';

interface Load {
  readonly name: string;
  readonly connections: number;
  readonly bodies: readonly RequestBody[];
  /** Traces that are read back, with the number of spans that each must have. */
  readonly expected: ReadonlyMap<string, number>;
  readonly budget: Budget;
}

interface Outcome {
  /** Spans a second until the last body was accepted. */
  readonly accepted: number;
  /** Spans a second until all was read back too. */
  readonly readable: number;
  /** CPU seconds for 10,000 spans, until they were accepted. */
  readonly cpu: number;
  /** MB, from the start of the process. */
  readonly peak: number;
  /** Milliseconds to read back what was expected, once all was accepted. */
  readonly readMs: number;
}

const largeInputBytes = 10 * 1024 * 1024;

export const ingest: Part = {
  name: 'ingest',
  title: 'Ingest over HTTP',
  method:
    'OTLP protobuf, 512 spans a body, about 0.7 KB a span, encoded beforehand; a new process and database for each load. Readable: until `GET /api/traces/{id}` gave back all spans of each 25th trace, or all of the one trace, so that this includes reading some 40 traces, or 30,000 spans. The reference is `bench/bareReceiver.ts`: the least that Node’s HTTP server and SQLite can do, not a product. Sender and receiver share the cores.',
  rounds: 3,
  async measure(context) {
    const all: Measurement[] = [];
    for (const load of [manyTraces(), oneTrace()]) {
      const bare = await runLoad(startBare, context, load);
      const ours = await runLoad(startSidetrace, context, load);
      all.push(...compareLoads(load, ours, bare));
    }
    const bare = await runLarge(startBare, context);
    const ours = await runLarge(startSidetrace, context);
    const large = (figure: string, key: keyof typeof ours, atMost: number): Measurement => ({
      figure: `a 10 MB input: ${figure}`,
      unit: 'ms',
      value: ours[key],
      reference: bare[key],
      budget: { atMost },
    });
    return [...all, large('accepted', 'accepted', 150), large('readable', 'readable', 300)];
  },
};

function manyTraces(): Load {
  const traces = [...generateTraces(1000, nowNs())];
  const sample = traces.filter((_, index) => index % 25 === 24);
  return {
    name: '1,000 traces of 20, 4 connections',
    connections: 4,
    bodies: [...generateBodies(traces)],
    expected: new Map(sample.map((spans) => [spans[0]?.traceId ?? '', spans.length])),
    budget: { atLeast: 30_000 },
  };
}

function oneTrace(): Load {
  const spans = generateOneTrace(30_000, nowNs());
  return {
    name: 'one trace of 30,000, 1 connection',
    connections: 1,
    bodies: [...generateBodies([spans])],
    expected: new Map([[spans[0]?.traceId ?? '', spans.length]]),
    budget: { atLeast: 15_000 },
  };
}

async function runLoad(start: StartReceiver, context: RoundContext, load: Load): Promise<Outcome> {
  const directory = await mkdtemp(join(context.directory, 'ingest-'));
  return withReceiver(start, directory, async ({ url, pid }) => {
    const connections = Array.from({ length: load.connections }, () => openConnection(url));
    const spans = load.bodies.reduce((sum, body) => sum + body.spans, 0);
    const cpuBefore = cpuSeconds(pid);
    const startMs = performance.now();
    await sendAll(connections, load.bodies);
    const acceptedMs = performance.now() - startMs;
    const cpu = cpuSeconds(pid) - cpuBefore;
    const { peak } = memory(pid);
    await readAll(connections, load.expected);
    const readableMs = performance.now() - startMs;
    for (const connection of connections) connection.close();
    return {
      accepted: (spans / acceptedMs) * 1000,
      readable: (spans / readableMs) * 1000,
      cpu: (cpu / spans) * 10_000,
      peak,
      readMs: readableMs - acceptedMs,
    };
  });
}

/** Each connection takes the next body as soon as its last one was accepted. */
async function sendAll(connections: readonly Connection[], bodies: readonly RequestBody[]): Promise<void> {
  const queue = bodies.values();
  await Promise.all(
    connections.map(async (connection) => {
      for (const { body } of queue) await connection.sendSpans(body);
    }),
  );
}

async function readAll(connections: readonly Connection[], expected: Load['expected']): Promise<void> {
  const queue = expected.entries();
  await Promise.all(
    connections.map(async (connection) => {
      for (const [traceId, count] of queue) await untilReadable(connection, traceId, count);
    }),
  );
}

function compareLoads({ name, budget }: Load, ours: Outcome, bare: Outcome): readonly Measurement[] {
  const figure = (what: string, unit: string, key: keyof Outcome): Measurement => ({
    figure: `${name}: ${what}`,
    unit,
    value: ours[key],
    reference: bare[key],
  });
  return [
    { ...figure('accepted', 'spans/s', 'accepted'), budget },
    { ...figure('readable', 'spans/s', 'readable'), budget },
    figure('reading back', 'ms', 'readMs'),
    figure('CPU of the receiver for 10,000 spans', 's', 'cpu'),
    figure('peak memory', 'MB', 'peak'),
  ];
}

/** Milliseconds from the first byte sent until accepted, and until it was read back whole. */
async function runLarge(start: StartReceiver, context: RoundContext) {
  const directory = await mkdtemp(join(context.directory, 'large-'));
  const spans = [...generateTraces(1, nowNs())].flat();
  const [first] = spans;
  if (!first) throw new Error('The generator made no span');
  const input = 'the agent asked for a "weather" report\n'.repeat(largeInputBytes / 39);
  const large = { ...first, attributes: { ...first.attributes, 'input.value': input } };
  const body = encodeRequest([large, ...spans.slice(1)]);
  return withReceiver(start, directory, async ({ url }) => {
    const connection = openConnection(url);
    await connection.sendSpans(encodeRequest([...generateTraces(1, nowNs(), 2)].flat()));
    const startMs = performance.now();
    await connection.sendSpans(body);
    const accepted = performance.now() - startMs;
    await untilReadable(connection, first.traceId, spans.length);
    const readable = performance.now() - startMs;
    connection.close();
    return { accepted, readable };
  });
}
