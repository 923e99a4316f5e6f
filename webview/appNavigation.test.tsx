// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { agentTrace, failedTrace } from './dev/agentTraces.ts';
import { oneSpanTrace } from './dev/otherTraces.ts';
import { all, button, mount, names, press, selected, traceNames } from './testing/panel.tsx';

const agentNames = [
  'ToolCallingLoop',
  'plan',
  'time filter',
  'cost filter',
  'ollama.chat',
  'ToolExecution_calculate_tip',
  'ollama.chat',
];

it('shows the newest trace as it comes: tree, roles, levels, and its chat', async () => {
  const { root } = mount([oneSpanTrace('o', 1000), agentTrace('a', 5000, false)]);
  await vi.waitFor(() => expect(names(root)).toEqual(agentNames));
  expect(traceNames(root)).toEqual(['ToolCallingLoop', 'pow']);
  const items = all(root, '[role=tree] [role=treeitem]');
  expect(items.map((item) => item.getAttribute('aria-level'))).toEqual(['1', '2', '3', '3', '2', '2', '2']);
  expect(items.map((item) => item.getAttribute('aria-expanded')).slice(0, 3)).toEqual(['true', 'true', null]);
  expect(items[4]?.getAttribute('aria-posinset')).toBe('2');
  expect(items[4]?.getAttribute('aria-setsize')).toBe('4');
  await vi.waitFor(() =>
    expect(all(root, '.message .role-name').map((item) => item.textContent)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
    ]),
  );
  expect(root.querySelector('.call')?.textContent).toBe(
    'calculate_tip(bill_amount=187.32, tip_percentage=22)',
  );
  expect(root.querySelector('.message-tool')?.textContent).toContain('calculate_tip');
});

it('moves with the keys of a tree and opens the line with Enter', async () => {
  const { root, host } = mount([agentTrace('a', 5000, false)]);
  await vi.waitFor(() => expect(names(root)).toHaveLength(7));
  press(root, 'tree', 'ArrowDown');
  await vi.waitFor(() => expect(selected(root)).toBe('plan'));
  press(root, 'tree', 'ArrowLeft');
  await vi.waitFor(() => expect(names(root)).toHaveLength(5));
  press(root, 'tree', 'ArrowRight');
  await vi.waitFor(() => expect(names(root)).toHaveLength(7));
  press(root, 'tree', 'T');
  await vi.waitFor(() => expect(selected(root)).toBe('time filter'));
  press(root, 'tree', 'End');
  await vi.waitFor(() => expect(selected(root)).toBe('ollama.chat'));
  expect(host.opened).toEqual([]);
  press(root, 'tree', 'Enter');
  expect(host.opened).toEqual([{ traceId: 'a-trace', spanId: 'a7', preserveFocus: false }]);
  const active = root.querySelector('[role=tree]')?.getAttribute('aria-activedescendant');
  expect(root.querySelector(`#${active}`)?.textContent).toContain('ollama.chat');
});

it('a click on a row selects it and shows its line, the keyboard stays', async () => {
  const { root, host, app } = mount([agentTrace('a', 5000, false)]);
  await vi.waitFor(() => expect(names(root)).toHaveLength(7));
  all(root, '[role=treeitem]')[5]?.click();
  expect(host.opened).toEqual([{ traceId: 'a-trace', spanId: 'a6', preserveFocus: true }]);
  expect(app.navigation.follow.value).toBe(false);
  await vi.waitFor(() => expect(root.querySelector('.source')?.textContent).toBe('agent.py:28'));
});

it('says why no line is known', async () => {
  const { root } = mount([agentTrace('a', 5000, false)]);
  await vi.waitFor(() => expect(names(root)).toHaveLength(7));
  all(root, '[role=treeitem]')[2]?.click();
  await vi.waitFor(() => expect(root.querySelector('.no-source')?.textContent).toMatch(/No function/));
});

it('offers the choice where several places fit', async () => {
  const trace = oneSpanTrace('o', 1000);
  const places = [3, 9].map((line) => ({ file: `/a/m${line}.py`, line, basis: 'index' as const }));
  const { root, host } = mount([{ ...trace, spans: trace.spans.map((item) => ({ ...item, places })) }]);
  await vi.waitFor(() => expect(root.querySelector('.source')?.textContent).toContain('2 places'));
  all(root, '[role=treeitem]')[0]?.click();
  await vi.waitFor(() => expect(all(root, '.source-places button')).toHaveLength(2));
  button(root, 'm9.py:9').click();
  expect(host.opened.at(-1)).toEqual({
    traceId: 'o-trace',
    spanId: 'o1',
    candidate: 1,
    preserveFocus: false,
  });
  await vi.waitFor(() => expect(root.querySelector('.source > .link')?.textContent).toBe('m9.py:9'));
});

it('alt-click folds a whole subtree', async () => {
  const { root } = mount([agentTrace('a', 5000, false)]);
  await vi.waitFor(() => expect(names(root)).toHaveLength(7));
  const alt = new MouseEvent('click', { altKey: true, bubbles: true });
  all(root, '[role=treeitem]')[0]?.dispatchEvent(alt);
  await vi.waitFor(() => expect(names(root)).toEqual(['ToolCallingLoop']));
  press(root, 'tree', 'ArrowRight');
  await vi.waitFor(() => expect(names(root)).toHaveLength(5));
});

it('follows the newest trace until one is pinned, and again by Follow', async () => {
  const { root, host, app } = mount([oneSpanTrace('a', 1000)]);
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  host.put(failedTrace('b', 2000));
  await vi.waitFor(() => expect(names(root)[0]).toBe('ToolCallingLoop'));
  press(root, 'treegrid', 'ArrowDown');
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  host.put(agentTrace('c', 3000, false));
  await vi.waitFor(() => expect(traceNames(root)).toHaveLength(3));
  expect(app.shownTraceId.value).toBe('a-trace');
  button(root, 'Follow').click();
  await vi.waitFor(() => expect(names(root)).toEqual(agentNames));
});

it('comes back as it was after a reload', async () => {
  const traces = [oneSpanTrace('o', 9000), agentTrace('a', 5000, false)];
  const before = mount(traces);
  before.app.navigation.pin('a-trace', 'a6');
  before.app.setCollapsed(['a2'], true);
  before.app.navigation.tab.value = 'raw';
  const after = mount(traces, JSON.parse(JSON.stringify(before.host.saved)));
  await vi.waitFor(() => expect(selected(after.root)).toBe('ToolExecution_calculate_tip'));
  expect(names(after.root)).toHaveLength(5);
  await vi.waitFor(() =>
    expect(after.root.querySelector('[role=tab][aria-selected=true]')?.id).toBe('tab-raw'),
  );
});

it('goes back to the newest where the pinned trace is no longer there', async () => {
  const { root, app } = mount([oneSpanTrace('o', 9000)], { follow: false, traceId: 'gone', spanId: 'x' });
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  expect(app.navigation.follow.value).toBe(true);
});

it('shows what the host reveals, opening what is folded above it', async () => {
  const { root, host, app } = mount([agentTrace('a', 5000, false)]);
  await vi.waitFor(() => expect(names(root)).toHaveLength(7));
  app.setCollapsed(['a1', 'a2'], true);
  host.reveal({ traceId: 'a-trace', spanId: 'a3' });
  await vi.waitFor(() => expect(selected(root)).toBe('time filter'));
});
