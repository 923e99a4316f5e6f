/** `npm run bench [-- PART…]`: builds, measures the parts one after the other, writes `bench/RESULTS.md`. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../scripts/build.ts';
import { packageVsix } from '../scripts/package.ts';
import { step } from '../scripts/setup/commands.mjs';
import type { Measurement, Part } from './lib/measurement.ts';
import { type PartResult, updateReport } from './lib/report.ts';
import { ingest } from './parts/ingest.ts';
import { live } from './parts/live.ts';
import { openLarge } from './parts/openLarge.ts';
import { paint } from './parts/paint.ts';
import { panel } from './parts/panel.ts';
import { program } from './parts/program.ts';
import { readable } from './parts/readable.ts';
import { sizes } from './parts/sizes.ts';
import { start } from './parts/start.ts';

const parts: readonly Part[] = [ingest, start, readable, paint, panel, openLarge, sizes, program, live];
const titles = parts.map(({ title }) => title);
const reportFile = join(import.meta.dirname, 'RESULTS.md');

async function main(names: readonly string[]): Promise<void> {
  const chosen = partsOf(names);
  await step('Building', async () => {
    await build();
    await packageVsix();
  });
  // Written after each part: a long run that is interrupted keeps what it has.
  for (const part of chosen) {
    const result = await measurePart(part);
    await writeFile(reportFile, updateReport(await readReport(), result, titles));
  }
  process.stdout.write(`Results: ${reportFile}\n`);
}

function partsOf(names: readonly string[]): readonly Part[] {
  const known = parts.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`No part ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  return names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name));
}

async function measurePart(part: Part): Promise<PartResult> {
  const before = loadavg()[0] ?? 0;
  const rounds: (readonly Measurement[])[] = [];
  for (let round = 1; round <= part.rounds; round++) {
    rounds.push(await step(`${part.title}, round ${round} of ${part.rounds}`, () => measureRound(part)));
  }
  return { part, rounds, load: [before, loadavg()[0] ?? 0] };
}

async function measureRound(part: Part): Promise<readonly Measurement[]> {
  const directory = await mkdtemp(join(tmpdir(), 'sidetrace-bench-'));
  try {
    return await part.measure({ directory });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function readReport(): Promise<string> {
  try {
    return await readFile(reportFile, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

await main(process.argv.slice(2));
