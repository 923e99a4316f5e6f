// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { agentTrace } from './dev/agentTraces.ts';
import { oneSpanTrace } from './dev/otherTraces.ts';
import { all, mount, names, press, selected } from './testing/panel.tsx';

const traces = () => [agentTrace('a', 1000, true), oneSpanTrace('newer', 5000)];
const marked = (root: HTMLElement) =>
  all(root, '[role=treeitem][aria-current=step]').map((row) => [
    row.querySelector('.span-title')?.textContent,
    row.querySelector('.stop-mark [role=img]')?.getAttribute('aria-label'),
  ]);

/** The id of a row, by its name. */
const idOf = (root: HTMLElement, name: string): string => {
  const row = all(root, '[role=treeitem]').find((one) => one.textContent?.includes(name));
  return row?.id.replace('span-', '') ?? '';
};

async function mountStopped() {
  const panel = mount(traces());
  const { root, host } = panel;
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  host.reveal({ traceId: 'a-trace' });
  await vi.waitFor(() => expect(names(root)).toContain('cost filter'));
  return { ...panel, spanId: idOf(root, 'cost filter') };
}

it('marks the span in which the debugger stands, moves the mark and takes it away', async () => {
  const { root, host, spanId } = await mountStopped();
  host.stop({ traceId: 'a-trace', spanId, top: true });
  await vi.waitFor(() => expect(marked(root)).toEqual([['cost filter', 'stopped here']]));
  expect(root.querySelector('.stopped-caller')).toBeNull();
  host.stop({ traceId: 'a-trace', spanId: idOf(root, 'plan'), top: false });
  await vi.waitFor(() => expect(marked(root)).toEqual([['plan', 'stopped here']]));
  expect(root.querySelector('.stopped-caller .codicon-debug-stackframe-focused')).not.toBeNull();
  host.stop(undefined);
  await vi.waitFor(() => expect(marked(root)).toEqual([]));
});

it('marks the nearest row that can be seen where the span is folded away', async () => {
  const { root, host, app, spanId } = await mountStopped();
  app.setCollapsed([idOf(root, 'plan')], true);
  host.stop({ traceId: 'a-trace', spanId, top: true });
  await vi.waitFor(() => expect(marked(root)).toEqual([['plan', 'stopped in a call from here']]));
});

it('shows the trace and the span in which the debugger stands while it follows, and nothing else once pinned', async () => {
  const { root, host, app, spanId } = await mountStopped();
  app.navigation.unpin();
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  host.stop({ traceId: 'a-trace', spanId, top: true });
  await vi.waitFor(() => expect(selected(root)).toBe('cost filter'));
  press(root, 'tree', 'ArrowUp');
  await vi.waitFor(() => expect(selected(root)).toBe('time filter'));
  expect(marked(root)).toEqual([['cost filter', 'stopped here']]);
  host.stop(undefined);
  await vi.waitFor(() => expect(marked(root)).toEqual([]));
  expect(selected(root)).toBe('time filter');
});

it('tells VS Code’s own menu which span a row is', async () => {
  const { root, spanId } = await mountStopped();
  const row = all(root, '[role=treeitem]').find((one) => one.id === `span-${spanId}`);
  expect(JSON.parse(row?.dataset.vscodeContext ?? '')).toMatchObject({
    webviewSection: 'span',
    traceId: 'a-trace',
    spanId,
    preventDefaultContextMenuItems: true,
  });
});
