/**
 * Spans per second through the engine, from decoded spans to the committed row, beside a bare insert of the same
 * spans into SQLite in the same run: `node bench/ingestCore.ts [spans] [rounds]` (Node 24 or newer).
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeOtlpProtobuf } from '../server/decode/otlpProtobuf.ts';
import type { RawSpan } from '../server/decode/rawSpan.ts';
import { createEngine } from '../server/engine.ts';
import { normaliseSpan } from '../server/normalise/normalise.ts';
import { Database } from '../server/store/driver.ts';
import { generateOneTrace, generateTraces } from './lib/llmTraces.ts';
import { generateBodies } from './lib/otlpRequest.ts';

const spanCount = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 3);
const batchSize = 512;
const baseNs = 1_790_000_000_000_000_000n;

interface Outcome {
  readonly perSecond: number;
  /** Of the last tenth of the batches: shows whether a trace slows down as it grows. */
  readonly lastPerSecond: number;
  readonly bytesPerSpan: number;
  /** Of this process; steadier than the clock on a machine with other work. */
  readonly cpuMicros: number;
}

function timed(spans: readonly RawSpan[], file: string, write: (batch: readonly RawSpan[]) => void): Outcome {
  const took: number[] = [];
  const cpu = process.cpuUsage();
  for (let at = 0; at < spans.length; at += batchSize) {
    const start = performance.now();
    write(spans.slice(at, at + batchSize));
    took.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  const rate = (part: readonly number[]) =>
    (part.length * batchSize * 1000) / part.reduce((a, b) => a + b, 0);
  return {
    perSecond: rate(took),
    lastPerSecond: rate(took.slice(-Math.ceil(took.length / 10))),
    bytesPerSpan: statSync(file).size / spans.length,
    cpuMicros: (user + system) / spans.length,
  };
}

function engineRun(spans: readonly RawSpan[], file: string): Outcome {
  const engine = createEngine({
    databaseFile: file,
    normalise: normaliseSpan,
    resolveSource: async () => ({ candidates: [] }),
  });
  const outcome = timed(spans, file, (batch) => engine.ingest({ spans: batch, traces: [] }));
  engine.dispose();
  return outcome;
}

/** One table, one transaction a batch, attributes as JSON: nothing of what a product needs. */
function bareRun(spans: readonly RawSpan[], file: string): Outcome {
  const database = new Database(file);
  database.exec(`CREATE TABLE spans (trace TEXT, id TEXT, parent TEXT, name TEXT, start INTEGER, end INTEGER,
    status TEXT, attributes TEXT, PRIMARY KEY (trace, id)) WITHOUT ROWID`);
  const sql = 'INSERT OR REPLACE INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
  const outcome = timed(spans, file, (batch) =>
    database.transaction(() => {
      for (const span of batch) {
        const { traceId, spanId, parentId = null, name, startNs, endNs = '0', status } = span;
        const times = [BigInt(startNs), BigInt(endNs)] as const;
        database.run(
          sql,
          traceId,
          spanId,
          parentId,
          name,
          ...times,
          status.code,
          JSON.stringify(span.attributes),
        );
      }
    }),
  );
  database.dispose();
  return outcome;
}

function decodedSpans(shape: 'many' | 'one'): readonly RawSpan[] {
  const traces =
    shape === 'many' ? generateTraces(spanCount / 20, baseNs) : [generateOneTrace(spanCount, baseNs)];
  return [...generateBodies(traces, batchSize)].flatMap(({ body }) => decodeOtlpProtobuf(body));
}

const folder = mkdtempSync(join(tmpdir(), 'sidetrace-bench-'));
try {
  for (const shape of ['many', 'one'] as const) {
    const spans = decodedSpans(shape);
    for (let round = 0; round < rounds; round++) {
      const bare = bareRun(spans, join(folder, `bare-${shape}-${round}.db`));
      const ours = engineRun(spans, join(folder, `engine-${shape}-${round}.db`));
      const columns = {
        traces: shape,
        bare: Math.round(bare.perSecond),
        engine: Math.round(ours.perSecond),
        ratio: (ours.perSecond / bare.perSecond).toFixed(2),
        engineLastTenth: Math.round(ours.lastPerSecond),
        bareCpuMicros: bare.cpuMicros.toFixed(1),
        engineCpuMicros: ours.cpuMicros.toFixed(1),
        bytesPerSpan: Math.round(ours.bytesPerSpan),
      };
      process.stdout.write(`${JSON.stringify(columns)}\n`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
