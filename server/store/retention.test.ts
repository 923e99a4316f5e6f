import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryLimits } from '../../protocol/messages/language.ts';
import { openDatabase } from './openDatabase.ts';
import { defaultHistory } from './retention.ts';
import { SqliteStore } from './sqliteStore.ts';
import { openStore } from './testing/openStore.ts';
import { at, ingestInto, running, span, traceIdOf } from './testing/spans.ts';

const dayMs = 24 * 60 * 60_000;
const nowMs = Number(BigInt(at(0)) / 1_000_000n);
const unlimited: HistoryLimits = { traces: 0, days: 0, megabytes: 0 };
let store: SqliteStore;
let clock: number;

beforeEach(() => {
  clock = nowMs;
  store = openStore(() => clock);
});

afterEach(() => store.close());

const run = (id: string) => ({
  'sidetrace.run.id': id,
  'sidetrace.run.kind': 'terminal',
  'sidetrace.run.label': id,
});

/** One trace of that name, which came so many days ago. It says that it began years before. */
function add(name: string, days: number, over: Parameters<typeof span>[1] = {}): string {
  const traceId = traceIdOf(name);
  const startNs = at(-3000 * dayMs);
  clock = nowMs - days * dayMs;
  ingestInto(store, [span('r', { traceId, startNs, endNs: startNs, ...over })]);
  clock = nowMs;
  return traceId;
}

/** All steps; what they removed, and whether any was in vain. */
function tidyAll(limits: Partial<HistoryLimits>): readonly string[] {
  const removed: string[] = [];
  for (let steps = 0; steps < 10_000; steps++) {
    const step = store.tidy({ ...unlimited, ...limits });
    removed.push(...step.removed);
    if (!step.more) return removed;
  }
  throw new Error('it never ends');
}

const listed = () => store.listTraces({ limit: 1000 }).traces.map(({ traceId }) => traceId);

describe('what is kept', () => {
  it('is all that the limits allow, and the newest of what they do not', () => {
    const [d, c, b, a] = ['d', 'c', 'b', 'a'].map((name, index) => add(name, 4 - index));
    expect(tidyAll({ traces: 4 })).toEqual([]);
    expect(tidyAll({ traces: 3 })).toEqual([d]);
    expect(tidyAll({ days: 2.5 })).toEqual([c]);
    expect(listed().toSorted()).toEqual([a, b].toSorted());
    expect(store.traceCount()).toBe(2);
    expect(store.restore().changed).toEqual([]);
    expect(tidyAll(defaultHistory)).toEqual([]);
  });

  it('is what is pinned, by itself or with its run, and what runs, however old', () => {
    const pinned = add('a', 900);
    store.pinTrace(pinned, true);
    const ofRun = add('b', 800, { resource: run('kept') });
    store.pinRun('kept', true);
    const open = traceIdOf('c');
    clock = nowMs - 700 * dayMs;
    ingestInto(store, [running('r', { traceId: open })]);
    clock = nowMs;
    const gone = add('d', 600, { resource: run('old') });
    const recent = add('e', 0);
    expect(tidyAll({ days: 1, traces: 1 })).toEqual([gone]);
    expect(listed().toSorted()).toEqual([pinned, ofRun, open, recent].toSorted());
    expect(store.runs(['old', 'kept']).map(({ id }) => id)).toEqual(['kept']);
  });

  it('names the run of a program whose earlier traces are gone', () => {
    add('a', 9, { resource: run('long') });
    add('b', 0);
    expect(tidyAll({ days: 1 })).toHaveLength(1);
    add('c', 0, { resource: run('long') });
    expect(store.runs(['long'])).toMatchObject([{ id: 'long', traceCount: 1 }]);
  });

  it('says which traces stand by themselves now', () => {
    const head = add('a', 9);
    const inside = add('b', 0.5, { spawnedFrom: { traceId: head, spanId: 'r' }, door: 'live' });
    add('c', 0);
    expect(store.tidy({ ...unlimited, days: 1 })).toEqual({ changed: [inside], removed: [head], more: true });
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrace-retention-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('becomes shorter with what is deleted, in steps of one piece each', () => {
    store.close();
    const { database } = openDatabase(join(folder, 'store.db'));
    store = new SqliteStore(database, () => nowMs);
    const text = 'x'.repeat(20_000);
    for (let trace = 0; trace < 40; trace++) {
      const traceId = traceIdOf(`f${trace.toString(16).padStart(2, '0')}`);
      const spans = Array.from({ length: 30 }, (_, n) =>
        span(`s${n}`, { traceId, startNs: at(trace), endNs: at(trace), attributes: { text } }),
      );
      ingestInto(store, spans);
    }
    const bytes = (): number => {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      return statSync(join(folder, 'store.db')).size;
    };
    const before = bytes();
    expect(before).toBeGreaterThan(20 * 1024 * 1024);
    const removed = tidyAll({ megabytes: 10 });
    expect(removed.length).toBeGreaterThan(15);
    expect(listed()).toHaveLength(40 - removed.length);
    // With the spare pages.
    expect(bytes()).toBeLessThan(15 * 1024 * 1024);
    expect(database.get<{ n: number }>('SELECT count(*) AS n FROM spans')?.n).toBe(30 * listed().length);
  });
});
