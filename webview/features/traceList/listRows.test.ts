import { expect, it } from 'vitest';
import type { RunRow, TraceRow } from '../../../protocol/messages/rows.ts';
import { listKey } from './listKeys.ts';
import { type ListItem, lineOf, listItems } from './listRows.ts';
import { runDuration, runFacts, runTitle, whenText } from './runTexts.ts';
import { testName } from './traceTexts.ts';

const at = (start: number): string => String(1_790_000_000_000_000_000n + BigInt(start) * 1_000_000_000n);
const row = (traceId: string, start: number, runId?: string, more: Partial<TraceRow> = {}): TraceRow => ({
  traceId,
  name: traceId,
  status: 'ok',
  startNs: at(start),
  spanCount: 1,
  errorCount: 0,
  revision: 1,
  ...(runId !== undefined && { runId }),
  ...more,
});
const run = (id: string, start: number, more: Partial<RunRow> = {}): RunRow => ({
  id,
  kind: 'terminal',
  label: `${id}.py`,
  traceCount: 2,
  failedCount: 0,
  runningCount: 0,
  startNs: at(start),
  endNs: at(start + 5),
  ...more,
});
const runsOf = (...runs: readonly RunRow[]) => new Map(runs.map((each) => [each.id, each]));
const rows = [row('e', 5, 'A'), row('d', 4), row('c', 3, 'B'), row('b', 2, 'A'), row('a', 1, 'B')];
const runs = runsOf(run('A', 2), run('B', 1));
const open = { flat: false, collapsed: new Set<string>() };
const brief = (items: readonly ListItem[]): string =>
  items.map(({ key, level }) => `${'>'.repeat(level - 1)}${key}`).join(' ');

it('puts traces below their run, runs and lone traces newest first', () => {
  const items = listItems(rows, runs, open);
  expect(brief(items)).toBe('d A >e >b B >c >a');
  expect(items.map(({ position, siblings }) => `${position}/${siblings}`)).toEqual([
    '1/3',
    '2/3',
    '1/2',
    '2/2',
    '3/3',
    '1/2',
    '2/2',
  ]);
});

it('a run keeps its place when traces come into it', () => {
  const more = [row('f', 6, 'B'), ...rows];
  expect(brief(listItems(more, runs, open))).toBe('d A >e >b B >f >c >a');
});

it('puts pinned runs and traces on top', () => {
  const pinned = runsOf(run('A', 2), run('B', 1, { pinned: true }));
  const kept = rows.map((each) => (each.traceId === 'b' ? { ...each, pinned: true as const } : each));
  const items = listItems(kept, pinned, open);
  expect(brief(items)).toBe('b B >c >a d A >e');
  expect(items[0]).toMatchObject({ run: { id: 'A' } });
  expect(items.find(({ key }) => key === 'A')).toMatchObject({ totals: { traces: 2 } });
  expect(brief(listItems(kept, pinned, { ...open, flat: true }))).toBe('c b a e d');
});

it('leaves out what a folded run contains', () => {
  const items = listItems(rows, runs, { flat: false, collapsed: new Set(['A']) });
  expect(brief(items)).toBe('d A B >c >a');
  expect([lineOf(items, rows[0], 'e'), lineOf(items, rows[2], 'c'), lineOf(items, undefined, 'x')]).toEqual([
    1, 3, -1,
  ]);
});

it('flat, and where runs are not known, it has traces alone', () => {
  expect(brief(listItems(rows, runs, { ...open, flat: true }))).toBe('e d c b a');
  expect(brief(listItems(rows, new Map(), open))).toBe('e d c b a');
});

it.each<[string, string, string]>([
  ['ArrowDown', 'd', 'select A'],
  ['ArrowUp', 'd', 'select d'],
  ['ArrowRight', 'A', 'select e'],
  ['ArrowLeft', 'A', 'collapse A'],
  ['Enter', 'A', 'collapse A'],
  ['ArrowRight', 'B', 'expand B'],
  ['ArrowLeft', 'B', 'none'],
  [' ', 'B', 'expand B'],
  ['ArrowLeft', 'b', 'select A'],
  ['ArrowRight', 'b', 'none'],
  ['F2', 'A', 'rename A'],
  ['F2', 'b', 'none'],
  ['Delete', 'B', 'delete B'],
  ['Delete', 'd', 'none'],
  ['End', 'd', 'select B'],
  ['Home', 'B', 'select d'],
  ['PageDown', 'd', 'select b'],
  ['Escape', 'b', 'follow b'],
  ['x', 'A', 'none'],
])('%s on %s: %s', (key, on, expected) => {
  const items = listItems(rows, runs, { flat: false, collapsed: new Set(['B']) });
  const active = items.findIndex((item) => item.key === on);
  const action = listKey({ key, items, active, page: 3 });
  expect(action ? `${action.type} ${items[action.index]?.key}` : 'none').toBe(expected);
});

it('no key does anything in an empty list', () => {
  expect(listKey({ key: 'ArrowDown', items: [], active: -1, page: 3 })).toBeUndefined();
});

it('says of a run when it was, how many traces it has, what failed and what it cost', () => {
  const usage = { input: 1000, output: 234, total: 1234 };
  const cost = { usd: 0.2, basis: 'reported', unknown: 0 } as const;
  const used = [
    row('b', 2, 'A', { usage, cost }),
    row('a', 1, 'A', { usage, cost: { usd: 0.3, basis: 'computed', unknown: 1 } }),
  ];
  const failed = run('A', 1, { failedCount: 1, labelGiven: 'agent.py', label: 'mine' });
  const [item] = listItems(used, runsOf(failed), open);
  if (item?.type !== 'run') throw new Error('expected a run');
  expect(
    runFacts(item)
      .map(({ text }) => text)
      .slice(1),
  ).toEqual(['2 traces', '1 failed', '2.5k tok', '≈ $0.50 + 1 with no known price']);
  expect(runFacts(item)[2]?.failed).toBe(true);
  expect(runTitle(item).split('\n').slice(0, 3)).toEqual(['mine', 'agent.py', 'Terminal command · ended']);
});

it.each([
  [{ alive: true }, 'still runs, traces nothing now', undefined],
  [{ end: { how: 'ended', exitCode: 0 } }, 'ended · exit code 0', undefined],
  [{ end: { how: 'ended', exitCode: 2 } }, 'ended · exit code 2', 'exit code 2'],
  [{ end: { how: 'vanished' } }, 'killed or crashed', 'killed or crashed'],
  [{ end: { how: 'vanished', exitCode: 137 } }, 'killed or crashed · exit code 137', 'exit code 137'],
  // Its connection was lost a moment before it said good-bye.
  [{ end: { how: 'vanished', exitCode: 0 } }, 'ended · exit code 0', undefined],
  [{ end: { exitCode: 1 } }, 'ended · exit code 1', 'exit code 1'],
  [{ alive: true, runningCount: 2 }, '2 traces run', undefined],
] as const)('says how a run stands: %j', (over, state, fact) => {
  const [item] = listItems([row('a', 1, 'A')], runsOf(run('A', 1, over)), open);
  if (item?.type !== 'run') throw new Error('expected a run');
  expect(runTitle(item).split('\n')[1]).toBe(`Terminal command · ${state}`);
  expect(runFacts(item).find(({ failed }) => failed)?.text).toBe(fact);
});

it('says where not all traces of a run are in the list', () => {
  const [item] = listItems([row('b', 2, 'A')], runsOf(run('A', 1, { traceCount: 7 })), open);
  expect(item?.type === 'run' && runFacts(item)[1]?.text).toBe('1 of 7 traces');
});

it('a row that stands for several traces counts as these', () => {
  const group = { head: 'b', traces: 3, failed: 0, together: true };
  const of = (traceCount: number) =>
    listItems([row('c', 3, 'A'), row('b', 2, 'A', { group })], runsOf(run('A', 1, { traceCount })), open)[0];
  const [whole, part] = [of(4), of(5)];
  expect(whole?.type === 'run' && runFacts(whole)[1]?.text).toBe('4 traces');
  expect(part?.type === 'run' && runFacts(part)[1]?.text).toBe('4 of 5 traces');
});

it('a run lasts from its first trace to the end of its last, or until now', () => {
  expect(runDuration(run('A', 0), 0)).toBe('5.00 s');
  expect(runDuration(run('A', 0, { runningCount: 1 }), 1_790_000_009_000)).toBe('9.00 s');
  const { endNs: _, ...open1 } = run('A', 0);
  expect(runDuration(open1, 0)).toBe('–');
});

it('names the day of a run that was not today', () => {
  const today = new Date(1_790_000_000_000);
  const tomorrow = new Date(1_790_000_000_000 + 86_400_000);
  expect(whenText(at(0), today)).toMatch(/^\d\d:\d\d:\d\d$/);
  expect(whenText(at(0), tomorrow)).toMatch(/\S+ \S+ \d\d:\d\d:\d\d$/);
});

it.each([
  ['tests/test_a.py::test_b', 'test_b'],
  ['tests/test_a.py::TestA::test_b[x::y]', 'test_b[x::y]'],
  ['test_a.py', 'test_a.py'],
])('calls the test %s %s', (test, name) => expect(testName(test)).toBe(name));
