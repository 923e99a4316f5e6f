import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawSpan } from '../../decode/rawSpan.ts';
import type { SpanFacts } from '../../normalise/facts.ts';
import type { SqliteStore } from '../sqliteStore.ts';
import { openStore } from '../testing/openStore.ts';
import { at, ingestInto, running, span, traceIdOf } from '../testing/spans.ts';

let store: SqliteStore;
const together = { all: true, except: [] } as const;
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(traceIdOf) as [string, string, string, string];

beforeEach(() => {
  store = openStore(() => 1_790_000_000_000);
});

afterEach(() => store.close());

/** The root of a trace that a thread began inside the root of `from`. */
function spawned(traceId: string, from: string, over: Partial<RawSpan> = {}): RawSpan {
  const spawnedFrom = { traceId: from, spanId: 'r' };
  return span('r', {
    traceId,
    name: traceId.slice(0, 1),
    startNs: at(1),
    spawnedFrom,
    door: 'live',
    ...over,
  });
}

const head = () => span('r', { name: 'a', startNs: at(0), endNs: at(20) });
const listed = (regroup: { all: boolean; except: readonly string[] } = together, text = '') =>
  store.listTraces({ limit: 100, text, regroup }).traces.map(({ name }) => name);

const used = (total: number): SpanFacts => ({
  usage: { input: total, output: 0, total },
  cost: { usd: total, basis: 'reported', unknown: 0 },
});

describe('the list', () => {
  it('says of a group where the innermost of all its spans stands, since the last sign of any', () => {
    const stands = (line: number) => ({
      standsAt: { file: '/a.py', line, timeNs: at(5000) },
      door: 'live' as const,
    });
    ingestInto(store, [running('r', { name: 'a', ...stands(1) })]);
    const inside = { traceId: b, name: 'b', startNs: at(1), spawnedFrom: { traceId: a, spanId: 'r' } };
    ingestInto(store, [running('r', { ...inside, ...stands(7) })]);
    ingestInto(store, [
      span('s', { traceId: b, parentId: 'r', startNs: at(2), endNs: at(3000), door: 'live' }),
    ]);
    const verdicts = () =>
      store.listTraces({ limit: 10, regroup: together }).traces.map(({ verdict }) => verdict);
    const stop = { spanId: 'r', traceId: b, name: 'b', at: { file: '/a.py', line: 7 } };
    expect(verdicts()).toEqual([{ kind: 'waiting', ...stop, sinceNs: at(3000) }]);
    ingestInto(store, [span('r', { ...inside, endNs: at(4000), door: 'live' })]);
    expect(verdicts()).toEqual([
      {
        kind: 'waiting',
        spanId: 'r',
        traceId: a,
        name: 'a',
        at: { file: '/a.py', line: 1 },
        sinceNs: at(4000),
      },
    ]);
  });

  it('has one row for a trace and those that its threads began, with the counts of all', () => {
    ingestInto(store, [head(), span('inner', { parentId: 'r' })]);
    ingestInto(store, [spawned(b, a, { status: { code: 'error' } }), spawned(c, a, { endNs: at(30) })]);
    const { traces } = store.listTraces({ limit: 10, regroup: together });
    expect(traces).toHaveLength(1);
    expect(traces[0]).toMatchObject({
      traceId: a,
      status: 'ok',
      spanCount: 4,
      errorCount: 1,
      startNs: at(0),
      endNs: at(30),
      group: { head: a, traces: 3, failed: 1, together: true },
    });
    expect(store.listTraces({ limit: 9 }).traces.map(({ name }) => name)).toEqual(['c', 'b', 'a']);
    expect(store.traceRow(a)).toMatchObject({ spanCount: 2, errorCount: 0, endNs: at(20) });
  });

  it('runs as long as one of them runs', () => {
    ingestInto(store, [head(), running('r', { traceId: b, spawnedFrom: { traceId: a, spanId: 'r' } })]);
    const [row] = store.listTraces({ limit: 10, regroup: together }).traces;
    expect(row?.status).toBe('running');
    expect(row?.endNs).toBeUndefined();
  });

  it('nests what a thread starts again, and finds all by one of their texts', () => {
    ingestInto(store, [head(), spawned(b, a), spawned(c, b, { startNs: at(2) })]);
    ingestInto(store, [span('r', { traceId: d, name: 'd' })]);
    expect(listed()).toEqual(['d', 'a']);
    expect(listed(together, 'c')).toEqual(['a']);
    expect(listed({ all: false, except: [] }, 'c')).toEqual(['c']);
  });

  it('shows groups apart, all or one, and all but one', () => {
    const e = traceIdOf('e');
    ingestInto(store, [head(), spawned(b, a), span('r', { traceId: c, name: 'c', startNs: at(5) })]);
    ingestInto(store, [spawned(e, c, { startNs: at(6) })]);
    expect(listed()).toEqual(['c', 'a']);
    expect(listed({ all: true, except: [a] })).toEqual(['c', 'b', 'a']);
    expect(listed({ all: false, except: [] })).toEqual(['e', 'c', 'b', 'a']);
    expect(listed({ all: false, except: [a] })).toEqual(['e', 'c', 'a']);
    expect(store.listTraces({ limit: 9, regroup: { all: false, except: [a] } }).traces.at(-1)?.group).toEqual(
      {
        head: a,
        traces: 2,
        failed: 0,
        together: true,
      },
    );
  });

  it('counts each trace of a nested group by itself where they are apart', () => {
    ingestInto(store, [head(), spawned(b, a), spawned(c, b, { startNs: at(2) })]);
    const apart = store.listTraces({ limit: 9, regroup: { all: true, except: [a] } }).traces;
    expect(apart.map(({ spanCount, group }) => [spanCount, group])).toEqual([
      [1, undefined],
      [1, undefined],
      [1, undefined],
    ]);
  });

  it('pages by rows, not by the traces inside them', () => {
    ingestInto(store, [
      head(),
      ...Array.from({ length: 500 }, (_, n) => spawned(traceIdOf(`${1000 + n}`), a)),
    ]);
    ingestInto(store, [span('r', { traceId: d, name: 'd', startNs: at(-5) })]);
    const first = store.listTraces({ limit: 1, regroup: together });
    expect(first.traces[0]).toMatchObject({ name: 'a', spanCount: 501, group: { traces: 501 } });
    const next = store.listTraces({ limit: 1, regroup: together, cursor: first.nextCursor ?? '' });
    expect(next.traces.map(({ name }) => name)).toEqual(['d']);
    expect(next.nextCursor).toBeUndefined();
  });
});

describe('links that do not hold', () => {
  it.each<[string, () => void]>([
    ['a circle', () => ingestInto(store, [spawned(a, b), spawned(b, c), spawned(c, a)])],
    ['a trace that names itself', () => ingestInto(store, [spawned(a, a)])],
    ['a spawner that began later', () => ingestInto(store, [head(), spawned(b, a, { startNs: at(-1) })])],
    ['a spawner that is not there', () => ingestInto(store, [spawned(b, a)])],
  ])('%s loses no trace', (_, arrange) => {
    arrange();
    const rows = store.listTraces({ limit: 10, regroup: together }).traces;
    const shown = rows.reduce((sum, { group }) => sum + (group?.traces ?? 1), 0);
    expect(shown).toBe(store.traceCount());
    for (const { traceId } of store.listTraces({ limit: 10 }).traces) {
      const [row] = store.shownRows([traceId], together);
      expect(rows.map((one) => one.traceId)).toContain(row?.traceId);
    }
  });

  it('two that began at the same tick are linked all the same', () => {
    ingestInto(store, [span('r', { traceId: c, name: 'c' }), spawned(b, c, { startNs: at(0) })]);
    expect(listed()).toEqual(['c']);
  });
});

describe('what views are told', () => {
  it('names the spawner when a thread begins a trace, and the others when the spawner comes later', () => {
    expect(ingestInto(store, [spawned(b, a)]).changed).toEqual([b]);
    expect(ingestInto(store, [head()]).changed.toSorted()).toEqual([a, b]);
    expect(ingestInto(store, [spawned(c, a)]).changed.toSorted()).toEqual([a, c]);
    expect(listed()).toEqual(['a']);
  });

  it('names those that stand by themselves when their spawner is removed, and is back', () => {
    ingestInto(store, [head(), spawned(b, a), spawned(c, b, { startNs: at(2) })]);
    expect(store.remove([b])).toEqual({ changed: [a, c], removed: [b] });
    expect(listed()).toEqual(['c', 'a']);
    expect(store.restore().changed.toSorted()).toEqual([a, b, c]);
    expect(listed()).toEqual(['a']);
  });

  it('gives each row once for all that are shown in it', () => {
    ingestInto(store, [head(), spawned(b, a), span('r', { traceId: d, name: 'd' })]);
    const rows = (regroup: { all: boolean; except: string[] }) =>
      store.shownRows([b, a, d, 'unknown'], regroup).map(({ name }) => name);
    expect(rows({ all: true, except: [] })).toEqual(['a', 'd']);
    expect(rows({ all: true, except: [a] })).toEqual(['b', 'a', 'd']);
  });
});

describe('tokens and cost', () => {
  const row = () => store.listTraces({ limit: 1, regroup: together }).traces[0];

  it('are those of all', () => {
    ingestInto(store, [head()]);
    ingestInto(store, [spawned(b, a), spawned(c, a)], [], used(5));
    expect(row()).toMatchObject({ usage: { total: 10 }, cost: { usd: 10, unknown: 0 } });
  });

  it('count no call twice where a span around the threads tells what they used', () => {
    ingestInto(store, [head()], [], used(10));
    ingestInto(store, [span('inner', { parentId: 'r', startNs: at(1) })]);
    const from = { spawnedFrom: { traceId: a, spanId: 'inner' }, startNs: at(2) };
    ingestInto(store, [spawned(b, a, from), spawned(c, a, from)], [], used(5));
    expect(row()).toMatchObject({ usage: { total: 10 }, cost: { usd: 10 } });
    expect(store.traceRow(a)).toMatchObject({ usage: { total: 10 } });
    ingestInto(store, [spawned(d, a, from)], [], used(5));
    expect(row()).toMatchObject({ usage: { total: 15 }, cost: { usd: 15 } });
  });
});

describe('the spans of a group', () => {
  const read = (traceId: string, since: Record<string, number> = {}, limit = 100) =>
    store.groupSpans({ traceId, regroup: together, sinceRevision: since[traceId] ?? 0, since, limit });

  it('come with those of the threads, from any of its traces; what is new alone the next time', () => {
    ingestInto(store, [head(), spawned(b, a), spawned(c, b, { startNs: at(2) })]);
    for (const traceId of [a, b, c]) {
      const page = read(traceId);
      expect(page?.trace.traceId).toBe(a);
      expect(page?.rows.map(({ name }) => name)).toEqual(['a']);
      expect(page?.members.map((one) => [one.traceId, one.spawnedFrom.traceId, one.rows.length])).toEqual([
        [b, a, 1],
        [c, b, 1],
      ]);
    }
    ingestInto(store, [span('late', { traceId: c, parentId: 'r', startNs: at(3) })]);
    const next = store.groupSpans({
      traceId: a,
      regroup: together,
      sinceRevision: 1,
      since: { [b]: 1, [c]: 1, [d]: 4 },
      limit: 9,
    });
    expect(next?.rows).toEqual([]);
    expect(next?.members.map(({ traceId, rows }) => [traceId, rows.map(({ spanId }) => spanId)])).toEqual([
      [c, ['late']],
    ]);
    expect(next?.gone).toEqual([d]);
  });

  it('page over all of its traces', () => {
    ingestInto(store, [head(), span('s', { parentId: 'r' }), spawned(b, a), spawned(c, a)]);
    ingestInto(store, [span('t', { traceId: b, parentId: 'r' })]);
    let revision = 0;
    const since: Record<string, number> = {};
    const seen: string[] = [];
    for (let more = true; more; ) {
      const page = store.groupSpans({
        traceId: a,
        regroup: together,
        sinceRevision: revision,
        since,
        limit: 1,
      });
      revision = page?.revision ?? 0;
      seen.push(...(page?.rows ?? []).map(({ spanId }) => `a ${spanId}`));
      for (const member of page?.members ?? []) {
        since[member.traceId] = member.revision;
        seen.push(...member.rows.map(({ spanId }) => `${member.traceId.slice(0, 1)} ${spanId}`));
      }
      more = page?.more ?? false;
    }
    expect(seen).toEqual(['a r', 'a s', 'b r', 'b t', 'c r']);
  });

  it('are a trace’s own where its group is shown apart, with the way back', () => {
    ingestInto(store, [head(), spawned(b, a)]);
    const regroup = { all: true, except: [a] };
    const page = store.groupSpans({ traceId: b, regroup, sinceRevision: 0, since: {}, limit: 9 });
    expect(page).toMatchObject({
      trace: { traceId: b, spanCount: 1, group: { head: a, traces: 2, together: false } },
      members: [],
    });
  });
});
