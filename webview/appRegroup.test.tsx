// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { oneSpanTrace } from './dev/otherTraces.ts';
import { threadTraces } from './dev/threadTraces.ts';
import type { MemoryTrace } from './host/memoryServer.ts';
import { all, button, mount, names, press, selected, traceNames } from './testing/panel.tsx';

const spawner = 'create_metadata_filter_from_user_query';
const inThreads = ['時間フィルタ', '費用フィルタ', '料理の種類', 'allergens'];

const strip = (root: HTMLElement): string | undefined =>
  root.querySelector('.regroup-strip')?.textContent ?? undefined;

/** A trace whose root a thread began inside the root of `o-trace`. */
function started(id: string, at: number, from = { traceId: 'o-trace', spanId: 'o1' }): MemoryTrace {
  const trace = oneSpanTrace(id, at);
  return { ...trace, row: { ...trace.row, name: id, spawnedFrom: from } };
}

it('shows split traces inside the one that started them, in list, tree and details', async () => {
  const { root, host } = mount([...threadTraces('t', 5000), oneSpanTrace('o', 1000)]);
  await vi.waitFor(() => expect(names(root).length).toBeGreaterThan(9));
  expect(traceNames(root)).toEqual([spawner, 'pow']);
  expect(root.querySelector('.trace-preview')?.textContent).toBe('8 traces, 1 failed · 10分以内');
  expect(root.querySelector('.toolbar-count')?.textContent).toBe('2 rows · 9 traces');
  const items = all(root, '[role=treeitem]');
  const levels = items.map((item) => [
    item.querySelector('.span-title')?.textContent,
    item.getAttribute('aria-level'),
  ]);
  expect(levels.slice(0, 4)).toEqual([
    [spawner, '1'],
    ['plan', '2'],
    ['時間フィルタ', '2'],
    ['Completions', '3'],
  ]);
  expect(levels.find(([name]) => name === 'look_up')?.[1]).toBe('3');
  const mark = items[2]?.querySelector('.regrouped [role=img]')?.getAttribute('aria-label');
  expect(mark).toBe(
    `Started in a thread of “${spawner}” by submit at recipes.py:57; its own trace, because the thread has no context.`,
  );
  expect(strip(root)).toContain('6 in parallel: 1.17 s instead of 4.65 s');
  expect(items[0]?.querySelector('.span-hint')).toBeNull();
  items[2]?.click();
  expect(host.opened.at(-1)).toMatchObject({ traceId: 't時間フィルタ-trace', spanId: 't時間フィルタ1' });
  await vi.waitFor(() =>
    expect(root.querySelector('.regroup-note')?.textContent).toContain(
      'For one trace, give it the context: pool.submit(contextvars.copy_context().run, f, …)',
    ),
  );
  await vi.waitFor(() => expect(root.querySelector('.source')?.textContent).toBe('recipes.py:12'));
});

it('shows one group apart and together again, and keeps the selected span', async () => {
  const { root, host } = mount(threadTraces('t', 5000));
  await vi.waitFor(() => expect(names(root)).toContain('料理の種類'));
  all(root, '[role=treeitem]')
    .find((item) => item.textContent?.includes('料理の種類'))
    ?.click();
  button(root, 'Show apart').click();
  await vi.waitFor(() => expect(traceNames(root)).toHaveLength(8));
  await vi.waitFor(() => expect(names(root)).toEqual(['料理の種類', 'Completions']));
  expect(strip(root)).toContain('Began in a thread of another trace');
  expect(host.saved).toMatchObject({ regroup: true, exceptions: ['t-trace'] });
  button(root, 'Show together').click();
  await vi.waitFor(() => expect(traceNames(root)).toEqual([spawner]));
  await vi.waitFor(() => expect(selected(root)).toBe('料理の種類'));
  expect(host.saved).toMatchObject({ regroup: true, exceptions: [] });
});

it('shows all apart by the toolbar, also after a reload, and all together again', async () => {
  const traces = threadTraces('t', 5000);
  const before = mount(traces);
  await vi.waitFor(() => expect(traceNames(before.root)).toEqual([spawner]));
  button(
    before.root,
    'Split traces are shown inside the trace whose threads began them. Show each apart',
  ).click();
  await vi.waitFor(() => expect(traceNames(before.root)).toHaveLength(8));
  const { root } = mount(traces, JSON.parse(JSON.stringify(before.host.saved)));
  await vi.waitFor(() => expect(traceNames(root)).toHaveLength(8));
  const toggle = button(root, 'Show split traces inside the trace whose threads began them');
  expect(toggle.getAttribute('aria-pressed')).toBe('false');
  toggle.click();
  await vi.waitFor(() => expect(traceNames(root)).toEqual([spawner]));
});

it('a trace that begins in a thread while the group is open appears in place', async () => {
  const { root, host, app } = mount([oneSpanTrace('o', 1000)]);
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  expect(strip(root)).toBeUndefined();
  // The server names the spawner, too: its group has changed.
  host.put(started('first', 1100), oneSpanTrace('o', 1000));
  await vi.waitFor(() => expect(names(root)).toEqual(['pow', 'pow']));
  expect(traceNames(root)).toEqual(['pow']);
  expect(app.openTrace.state.value?.traceId).toBe('o-trace');
  const nested = started('second', 1200, { traceId: 'first-trace', spanId: 'first1' });
  host.put(nested, started('first', 1100));
  await vi.waitFor(() => expect(names(root)).toHaveLength(3));
  expect(all(root, '[role=treeitem]').map((item) => item.getAttribute('aria-level'))).toEqual([
    '1',
    '2',
    '3',
  ]);
});

it('a spawner that comes after what it started takes it in; when it goes, they stand by themselves', async () => {
  const { root, host } = mount([started('first', 1100), started('second', 1200)]);
  await vi.waitFor(() => expect(traceNames(root)).toEqual(['second', 'first']));
  host.put(oneSpanTrace('o', 1000), started('first', 1100), started('second', 1200));
  await vi.waitFor(() => expect(traceNames(root)).toEqual(['pow']));
  await vi.waitFor(() => expect(names(root)).toHaveLength(3));
  host.remove('o-trace');
  host.put(started('first', 1100), started('second', 1200));
  await vi.waitFor(() => expect(traceNames(root)).toEqual(['second', 'first']));
});

it('reveals a span of a trace that is shown inside another', async () => {
  const { root, host, app } = mount([...threadTraces('t', 5000), oneSpanTrace('z', 9000)]);
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  host.reveal({ traceId: 'tallergens-trace', spanId: 'tallergens1' });
  await vi.waitFor(() => expect(selected(root)).toBe('allergens'));
  expect(names(root)).toEqual(expect.arrayContaining(inThreads));
  expect(app.regrouping.listedTraceId.value).toBe('t-trace');
  host.reveal({ traceId: 'tn-trace' });
  await vi.waitFor(() => expect(selected(root)).toBe('look_up'));
  const open = names(root).length;
  press(root, 'tree', 'ArrowLeft');
  await vi.waitFor(() => expect(names(root)).toHaveLength(open - 1));
  press(root, 'tree', 'ArrowLeft');
  await vi.waitFor(() => expect(selected(root)).toBe('ingredients_that_are_in_season'));
});

it('tells the spans of two traces apart that have the same id', async () => {
  const same = started('first', 1100);
  const spans = same.spans.map((item) => ({ ...item, row: { ...item.row, spanId: 'o1', name: 'other' } }));
  const { root } = mount([oneSpanTrace('o', 1000), { ...same, spans }]);
  await vi.waitFor(() => expect(names(root)).toEqual(['pow', 'other']));
});

it('holds five hundred', async () => {
  const many = Array.from({ length: 500 }, (_, at) => started(`n${at}`, 1001 + at));
  const { root, app } = mount([oneSpanTrace('o', 1000), ...many]);
  await vi.waitFor(() => expect(app.rows.value).toHaveLength(501));
  expect(traceNames(root)).toEqual(['pow']);
  expect(strip(root)).toMatch(/^500 in (threads|parallel)/);
});
