import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TraceFacts } from '../decode/rawSpan.ts';
import type { SqliteStore } from './sqliteStore.ts';
import { openStore } from './testing/openStore.ts';
import { ingestInto, running, span, traceIdOf } from './testing/spans.ts';

let store: SqliteStore;
const nowMs = 1_790_000_000_000;
const a = traceIdOf('a');
const b = traceIdOf('b');

beforeEach(() => {
  store = openStore(() => nowMs);
});

afterEach(() => store.close());

describe('removing', () => {
  it('hides at once and can be taken back', () => {
    ingestInto(store, [span('r'), span('r', { traceId: b })]);
    expect(store.remove([a, 'unknown'])).toEqual({ changed: [], removed: [a] });
    expect(store.traceCount()).toBe(1);
    expect([store.traceRow(a), store.trace(a), store.rawSpan(a, 'r'), store.resolveTraceId(a)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(ingestInto(store, [span('later', { parentId: 'r' })])).toEqual({ changed: [], removed: [] });
    expect(store.remove('all').removed).toEqual([b]);
    expect(store.restore().changed.toSorted()).toEqual([a, b]);
    expect(store.traceRow(a)?.spanCount).toBe(2);
    expect(store.traceCount()).toBe(2);
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrace-store-'));
  const file = join(folder, 'store.db');
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps everything over a restart, but for what was removed', () => {
    store.close();
    store = openStore(() => nowMs, file);
    const facts: TraceFacts = { traceId: a, requestId: `tr-${a}`, tags: { t: '1' }, metadata: { m: '2' } };
    ingestInto(
      store,
      [span('r', { resource: { 'process.pid': 42, 'host.name': 'box' } }), running('c', { parentId: 'r' })],
      [facts],
    );
    store.putAssessment(a, { assessment_id: 'as', value: 1 });
    ingestInto(store, [span('r', { traceId: b })]);
    const before = [store.trace(a), store.traceRow(a), store.spanRows(a, 0, 10), [...store.rawSpans(a)]];
    store.remove([b]);
    store.close();
    store = openStore(() => nowMs, file);
    expect([store.trace(a), store.traceRow(a), store.spanRows(a, 0, 10), [...store.rawSpans(a)]]).toEqual(
      before,
    );
    expect(store.trace(a)).toMatchObject({ process: { pid: 42, host: 'box' }, assessments: [{ value: 1 }] });
    expect(store.traceCount()).toBe(1);
    expect(store.restore().changed).toEqual([]);
    ingestInto(store, [span('new', { traceId: b })]);
    expect(store.traceRow(b)).toMatchObject({ spanCount: 1 });
  });
});

describe('texts of code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrace-texts-'));
  const file = join(folder, 'store.db');
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const hash = (digit: string): string => digit.repeat(64);
  const ran = (digit: string) => ({ ran: { hash: hash(digit), line: 3 } });
  const known = () => ['1', '2', '3'].map((digit) => store.codeText(hash(digit)));

  it('are kept once, and go with the last span that has them', () => {
    store.close();
    store = openStore(() => nowMs, file);
    const texts = ['1', '2', '2'].map((digit) => ({ hash: hash(digit), text: `def f${digit}(): ...` }));
    ingestInto(store, [span('r', ran('1')), span('c', { parentId: 'r', ...ran('2') })]);
    store.write([], [], texts);
    ingestInto(store, [span('r', { traceId: b, ...ran('2') })]);
    expect(known()).toEqual(['def f1(): ...', 'def f2(): ...', undefined]);
    expect(store.rawSpan(a, 'r')?.ran).toEqual({ hash: hash('1'), line: 3 });
    store.remove([a]);
    expect(known()[0]).toBe('def f1(): ...');
    store.close();
    store = openStore(() => nowMs, file);
    expect(known()).toEqual([undefined, 'def f2(): ...', undefined]);
    expect(store.recentCalls({ names: ['span r'], globs: [] })[0]?.ran).toEqual({ hash: hash('2'), line: 3 });
    store.remove([b]);
    store.close();
    store = openStore(() => nowMs, file);
    expect(known()).toEqual([undefined, undefined, undefined]);
  });
});
