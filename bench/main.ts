/** `npm run bench [-- PART… [of `sdk` and `faults`: VERSION…; of `sdk`: --no-mlflow-server --run-only]]`: builds, measures one part after the other, writes `bench/RESULTS.md`. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../scripts/build.ts';
import { packageVsix } from '../scripts/package.ts';
import { step } from '../scripts/setup/commands.mjs';
import type { Measurement, Part, TablePart } from './lib/measurement.ts';
import { figureSection, type Section, sectionOf, tableSection, updateReport } from './lib/report.ts';
import { faults } from './parts/faults.ts';
import { index } from './parts/index.ts';
import { ingest } from './parts/ingest.ts';
import { live } from './parts/live.ts';
import { liveNode } from './parts/liveNode.ts';
import { openLarge } from './parts/openLarge.ts';
import { paint } from './parts/paint.ts';
import { panel } from './parts/panel.ts';
import { program } from './parts/program.ts';
import { readable } from './parts/readable.ts';
import { sdk } from './parts/sdk.ts';
import { sizes } from './parts/sizes.ts';
import { start } from './parts/start.ts';

const parts: readonly Part[] = [
  ingest,
  start,
  readable,
  paint,
  panel,
  openLarge,
  index,
  sizes,
  program,
  live,
  liveNode,
];
const tableParts: readonly TablePart[] = [faults, sdk];
const all = [...parts, ...tableParts];
const titles = all.map(({ title }) => title);
const reportFile = join(import.meta.dirname, 'RESULTS.md');

async function main(given: readonly string[]): Promise<void> {
  const named = all.filter(({ name }) => given.includes(name));
  const args = given.filter((arg) => named.every(({ name }) => name !== arg));
  if (args.length > 0 && !named.some((part) => !('rounds' in part))) {
    throw new Error(`No part ${args.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}.`);
  }
  await step('Building', async () => {
    await build();
    await packageVsix();
  });
  // Written after each part: a long run that is interrupted keeps what it has.
  for (const part of named.length === 0 ? parts : named) {
    if ('rounds' in part) await write(await measurePart(part));
    else for (const each of part.each(args)) await write(await measureTable(part, each));
  }
  process.stdout.write(`Results: ${reportFile}\n`);
}

async function write(section: Section): Promise<void> {
  await writeFile(reportFile, updateReport(await readReport(), section, titles));
}

async function measureTable(part: TablePart, args: readonly string[]): Promise<Section> {
  const before = loadavg()[0] ?? 0;
  const old = sectionOf(await readReport(), part.title);
  const body = await inFolder((directory) => part.measure({ directory, args, old }));
  return tableSection({ part, load: [before, loadavg()[0] ?? 0] }, body);
}

async function measurePart(part: Part): Promise<Section> {
  const before = loadavg()[0] ?? 0;
  const rounds: (readonly Measurement[])[] = [];
  for (let round = 1; round <= part.rounds; round++) {
    const label = `${part.title}, round ${round} of ${part.rounds}`;
    rounds.push(await step(label, () => inFolder((directory) => part.measure({ directory }))));
  }
  return figureSection({ part, rounds, load: [before, loadavg()[0] ?? 0] });
}

/** An empty folder that is removed afterwards. */
async function inFolder<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'sidetrace-bench-'));
  try {
    return await work(directory);
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
