/**
 * Spans a second of decoding, and of decoding and normalising, on one core: `node bench/decode.ts [traces]`.
 * One line of JSON; the median of five rounds after one that warms up.
 */
import { decodeOtlpProtobuf } from '../server/decode/otlpProtobuf.ts';
import { normaliseSpan } from '../server/normalise/normalise.ts';
import { generateTraces } from './lib/llmTraces.ts';
import { generateBodies } from './lib/otlpRequest.ts';

const rounds = 5;

function spansPerSecond(work: () => number): number {
  const start = performance.now();
  const spans = work();
  return Math.round((spans / (performance.now() - start)) * 1000);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function measure(work: () => number): number {
  work();
  return median(Array.from({ length: rounds }, () => spansPerSecond(work)));
}

const traces = Number(process.argv[2] ?? 1000);
const bodies = [...generateBodies(generateTraces(traces, 1_790_000_000_000_000_000n))];
const bytes = bodies.reduce((sum, { body }) => sum + body.length, 0);
const spans = bodies.reduce((sum, body) => sum + body.spans, 0);

const decode = measure(() => bodies.reduce((sum, { body }) => sum + decodeOtlpProtobuf(body).length, 0));
const both = measure(() =>
  bodies.reduce((sum, { body }) => {
    const normalised = decodeOtlpProtobuf(body).map((span) => normaliseSpan(span));
    return sum + normalised.length;
  }, 0),
);

process.stdout.write(
  `${JSON.stringify({ spans, bytesPerSpan: Math.round(bytes / spans), decode, decodeAndNormalise: both })}\n`,
);
