import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WorkspaceIndex } from '../../server/source/workspaceIndex.ts';
import type { FolderFigures } from '../indexFolder.ts';
import { openLensFile } from '../lib/lensKeys.ts';
import type { Measurement, Part } from '../lib/measurement.ts';
import { tracedText, writeSourceFiles } from '../lib/sourceFiles.ts';
import { percentile } from '../lib/stats.ts';

const files = 10_000;
const lines = 5_000;
const keys = 300;
/** Of what takes a tenth of a second each. */
const fewKeys = 60;
const warmUp = 30;
const calls = 5_000;

export const index: Part = {
  name: 'index',
  title: 'Source index',
  method: `${files} files of some 150 lines in a process of its own; of ten, seven are Python without spans, two Python with spans, one is TypeScript. The reference reads the same files and does nothing with them. Keys: ${keys} of them, letters, brackets and line breaks, spread over a Python file of ${lines} lines that makes spans throughout; the reference is the same reading with nothing kept of the one before (${fewKeys} keys). Lenses: a third of the keys, until the code lenses of the file are made anew, with ${calls} calls of its functions and blocks in the store. Pause: the longest time in which the process did nothing else; its CPU: what the thread itself did in its longest turn, so without what a busy machine adds.`,
  rounds: 3,
  async measure({ directory }) {
    await writeSourceFiles(directory, files);
    const reading = await inProcess('read', directory);
    const indexing = await inProcess('index', directory);
    if (indexing.files !== files) throw new Error(`${indexing.files} of ${files} files were indexed.`);
    const figures: readonly Measurement[] = [
      {
        figure: `${files} files, first time`,
        unit: 's',
        value: indexing.seconds,
        reference: reading.seconds,
      },
      { figure: 'again, nothing changed', unit: 'ms', value: indexing.againMs, reference: reading.againMs },
      {
        figure: 'longest pause meanwhile',
        unit: 'ms',
        value: indexing.pauseMs,
        reference: reading.pauseMs,
        budget: { atMost: 50 },
      },
      {
        figure: 'longest turn meanwhile, CPU',
        unit: 'ms',
        value: indexing.turnCpuMs,
        reference: reading.turnCpuMs,
        budget: { atMost: 50 },
      },
      { figure: 'memory of the index', unit: 'MB', value: indexing.megabytes, reference: reading.megabytes },
      { figure: 'a span’s place among all, p95', unit: 'ms', value: indexing.resolveMs ?? Number.NaN },
      ...(await measureKeys()),
      ...(await measureLenses()),
    ];
    return figures;
  },
};

async function inProcess(how: 'index' | 'read', folder: string): Promise<FolderFigures> {
  const script = join(import.meta.dirname, '..', 'indexFolder.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, how, folder]);
  return JSON.parse(stdout) as FolderFigures;
}

async function measureKeys(): Promise<readonly Measurement[]> {
  const kept = await typeKeys((index) => index);
  const anew = await typeKeys((_, openText) => openIndex(openText), fewKeys);
  const figure = (what: string, key: keyof KeyTime, share: number): Measurement => ({
    figure: `a key in a file of ${lines} lines, ${what}`,
    unit: 'ms',
    value: percentile(
      kept.map((time) => time[key]),
      share,
    ),
    reference: percentile(
      anew.map((time) => time[key]),
      share,
    ),
  });
  return [
    figure('p50', 'ms', 0.5),
    { ...figure('p95', 'ms', 0.95), budget: { atMost: 50 } },
    figure('CPU, p95', 'cpuMs', 0.95),
  ];
}

/** Every call is of a function or block of the file, as after a run that called each many times. */
async function measureLenses(): Promise<readonly Measurement[]> {
  const places = Math.ceil(lines / 11);
  const names = Array.from({ length: calls }, (_, n) =>
    n % 2 === 0 ? `step ${n % places}` : `search_${n % places}_gpt-4o`,
  );
  const text = { now: tracedText(lines) };
  const file = openLensFile(() => text.now, names);
  const times = await timeKeys(text, keys / 3, async () => {
    if ((await file.lenses()) < places / 2) throw new Error('The typed file has lost its lenses.');
  });
  file.dispose();
  const figure = (what: string, share: number): Measurement => ({
    figure: `a key → code lenses, ${lines} lines, ${what}`,
    unit: 'ms',
    value: percentile(
      times.map(({ ms }) => ms),
      share,
    ),
  });
  return [figure('p50', 0.5), { ...figure('p95', 0.95), budget: { atMost: 50 } }];
}

interface KeyTime {
  readonly ms: number;
  /** Of all threads of the process. */
  readonly cpuMs: number;
}

type OpenText = () => string;

function openIndex(openText: OpenText): WorkspaceIndex {
  return new WorkspaceIndex({ folders: [], openText, now: () => 0 });
}

const typed = ['x', '(', ')', '\n', '"', '.', 'y', ' ', '=', '1'];

/** How long each key took to be in the index. `indexFor`: the one that reads after a key. */
async function typeKeys(
  indexFor: (index: WorkspaceIndex, openText: OpenText) => WorkspaceIndex,
  count = keys,
): Promise<readonly KeyTime[]> {
  const text = { now: tracedText(lines) };
  const openText = (): string => text.now;
  const index = openIndex(openText);
  return timeKeys(text, count, async () => {
    const file = await indexFor(index, openText).openFile('/typed.py');
    if (!file || file.symbols.length < lines / 11) throw new Error('The typed file has lost its spans.');
  });
}

/** Types each key into the text, and takes the time of what follows. */
async function timeKeys(
  text: { now: string },
  count: number,
  follow: () => Promise<void>,
): Promise<readonly KeyTime[]> {
  const times: KeyTime[] = [];
  for (let key = -warmUp; key < count; key++) {
    const { now } = text;
    const lineStart = now.indexOf('\n', Math.floor((now.length * ((key * 37 + keys) % keys)) / keys));
    text.now = `${now.slice(0, lineStart)}${typed[(key + warmUp) % typed.length] ?? ''}${now.slice(lineStart)}`;
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    await follow();
    const { user, system } = process.cpuUsage(cpu);
    if (key >= 0) times.push({ ms: performance.now() - started, cpuMs: (user + system) / 1000 });
  }
  return times;
}
