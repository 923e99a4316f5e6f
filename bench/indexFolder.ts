/** Indexes a folder in a process of its own, or only reads it: `node indexFolder.ts index|read FOLDER` prints figures as JSON. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { resolveSpan } from '../server/source/resolve.ts';
import { spanOf, traceOf } from '../server/source/testing/spans.ts';
import { WorkspaceIndex } from '../server/source/workspaceIndex.ts';
import { percentile } from './lib/stats.ts';

export interface FolderFigures {
  readonly seconds: number;
  /** Again, with nothing changed. */
  readonly againMs: number;
  /** The longest time in which nothing else had its turn. */
  readonly pauseMs: number;
  /** The most CPU that this thread used between two turns of its loop. */
  readonly turnCpuMs: number;
  readonly megabytes: number;
  /** To find the place of a span among all; absent where nothing is indexed. */
  readonly resolveMs?: number;
  readonly files: number;
}

const [how = '', folder = ''] = process.argv.slice(2);
const megabytes = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1e6;
};

interface Done {
  readonly files: number;
  readonly again: () => Promise<unknown>;
  readonly resolve?: (name: string) => void;
}

async function indexed(): Promise<Done> {
  const clock = { ms: 0 };
  const index = new WorkspaceIndex({ folders: [folder], openText: () => undefined, now: () => clock.ms });
  const workspace = await index.read();
  return {
    files: workspace.files.length,
    resolve: (name) => {
      const { candidates } = resolveSpan(spanOf({ name }), traceOf(), { workspace, folders: [folder] });
      if (candidates.length === 0) throw new Error(`No place for ${name}.`);
    },
    again: () => {
      clock.ms += 10_000;
      return index.read();
    },
  };
}

async function read(): Promise<Done> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const readAll = async (): Promise<void> => {
    for (let at = 0; at < paths.length; at += 32) {
      await Promise.all(paths.slice(at, at + 32).map((path) => readFile(path, 'utf8')));
    }
  };
  await readAll();
  return { files: paths.length, again: readAll };
}

/** A decorated function, a pattern, a plain method. */
function names(n: number): string {
  return [`step ${n % 14}`, `search_${n % 14}_gpt-4o`, 'total'][n % 3] ?? '';
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Looks at the clock of the thread in every turn of the loop. */
function watchTurns(): { readonly stop: () => number } {
  const cpuMs = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let [last, most, watching] = [cpuMs(), 0, true];
  const look = (): void => {
    const now = cpuMs();
    most = Math.max(most, now - last);
    last = now;
    if (watching) setImmediate(look);
  };
  setImmediate(look);
  return {
    stop: () => {
      watching = false;
      return most;
    },
  };
}

const before = megabytes();
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
const turns = watchTurns();
const started = performance.now();
const { files, again, resolve } = await (how === 'index' ? indexed() : read());
const seconds = (performance.now() - started) / 1000;
delays.disable();
const turnCpuMs = turns.stop();
const used = megabytes() - before;
const startedAgain = performance.now();
await again();
const againMs = performance.now() - startedAgain;
const resolveTimes = resolve && Array.from({ length: 40 }, (_, n) => timed(() => resolve(names(n))));
const figures: FolderFigures = {
  seconds,
  againMs,
  ...(resolveTimes && { resolveMs: percentile(resolveTimes, 0.95) }),
  pauseMs: delays.max / 1e6,
  turnCpuMs,
  megabytes: used,
  files,
};
process.stdout.write(JSON.stringify(figures));
