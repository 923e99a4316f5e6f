// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { agentTrace } from './dev/agentTraces.ts';
import { oneSpanTrace } from './dev/otherTraces.ts';
import { ofRun, runTraces } from './dev/runTraces.ts';
import { span, trace } from './dev/traceBuilder.ts';
import { all, button, mount, names, press, selected, traceNames } from './testing/panel.tsx';

const run = { id: 'p1', kind: 'terminal', label: 'agent.py' } as const;
const older = { id: 'p0', kind: 'debug', label: 'Python: agent' } as const;
const two = () => [
  ofRun(run, oneSpanTrace('b', 3000)),
  ofRun(run, oneSpanTrace('a', 2000)),
  ofRun(older, oneSpanTrace('o', 1000)),
];
const labels = (root: HTMLElement) => all(root, '.run-label').map((label) => label.textContent);
const header = (root: HTMLElement, label: string): HTMLElement => {
  const found = all(root, '.run-row').find((row) => row.querySelector('.run-label')?.textContent === label);
  if (!found) throw new Error(`no run ${label}`);
  return found;
};
const action = (row: HTMLElement, label: string): HTMLElement => button(row, label);
const active = (root: HTMLElement) =>
  root.querySelector('[role=treegrid]')?.getAttribute('aria-activedescendant');

it('groups traces by run, folds a run, and goes flat', async () => {
  const { root, host } = mount(two());
  await vi.waitFor(() => expect(labels(root)).toEqual(['agent.py', 'Python: agent']));
  expect(traceNames(root)).toHaveLength(3);
  expect(header(root, 'agent.py').getAttribute('aria-expanded')).toBe('true');
  expect(all(root, '[role=row]').map((row) => row.getAttribute('aria-level'))).toEqual([
    '1',
    '2',
    '2',
    '1',
    '2',
  ]);
  header(root, 'agent.py').click();
  await vi.waitFor(() => expect(traceNames(root)).toHaveLength(1));
  expect(host.saved).toMatchObject({ collapsedRuns: ['p1'] });
  button(root, 'View traces as a flat list').click();
  await vi.waitFor(() => expect(labels(root)).toEqual([]));
  expect(traceNames(root)).toHaveLength(3);
  expect(host.saved).toMatchObject({ flat: true });
  button(root, 'View traces by run').click();
  await vi.waitFor(() => expect(labels(root)).toHaveLength(2));
});

it('has the keyboard on runs too: fold, into, out, rename, delete', async () => {
  const { root } = mount(two());
  await vi.waitFor(() => expect(active(root)).toBe('trace-b-trace'));
  press(root, 'treegrid', 'ArrowUp');
  await vi.waitFor(() => expect(active(root)).toBe('trace-p1'));
  expect(button(root, 'Follow').getAttribute('aria-pressed')).toBe('false');
  press(root, 'treegrid', 'ArrowLeft');
  await vi.waitFor(() => expect(traceNames(root)).toHaveLength(1));
  press(root, 'treegrid', 'Enter');
  await vi.waitFor(() => expect(traceNames(root)).toHaveLength(3));
  press(root, 'treegrid', 'F2');
  const field = await vi.waitFor(() => {
    const input = root.querySelector<HTMLInputElement>('.run-name');
    if (!input) throw new Error('no field');
    return input;
  });
  expect(field.value).toBe('agent.py');
  field.value = 'with the new prompt';
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await vi.waitFor(() => expect(labels(root)).toEqual(['with the new prompt', 'Python: agent']));
  press(root, 'treegrid', 'Delete');
  await vi.waitFor(() => expect(labels(root)).toEqual(['Python: agent']));
  button(root, 'Undo').click();
  await vi.waitFor(() => expect(labels(root)).toEqual(['with the new prompt', 'Python: agent']));
});

it('a name that is left with Escape stays as it was, an empty one is the run’s own again', async () => {
  const { root, host } = mount(two());
  await vi.waitFor(() => expect(labels(root)).toHaveLength(2));
  const rename = async (text: string, key: string): Promise<void> => {
    action(all(root, '.run-row')[0] as HTMLElement, 'Rename run (F2)').click();
    await vi.waitFor(() => expect(root.querySelector('.run-name')).not.toBeNull());
    const field = root.querySelector('.run-name') as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await vi.waitFor(() => expect(root.querySelector('.run-name')).toBeNull());
  };
  await rename('x', 'Escape');
  expect(host.asked.some(({ name }) => name === 'renameRun')).toBe(false);
  await rename('mine', 'Enter');
  await vi.waitFor(() => expect(labels(root)[0]).toBe('mine'));
  await rename('', 'Enter');
  await vi.waitFor(() => expect(labels(root)[0]).toBe('agent.py'));
});

it('what is pinned stands on top and stays when everything else is cleared', async () => {
  const { root } = mount(two());
  await vi.waitFor(() => expect(labels(root)).toHaveLength(2));
  action(header(root, 'Python: agent'), 'Keep this run').click();
  await vi.waitFor(() => expect(labels(root)).toEqual(['Python: agent', 'agent.py']));
  action(all(root, '.trace-row')[2] as HTMLElement, 'Keep this trace').click();
  await vi.waitFor(() => expect(all(root, '.trace-row.level-1')).toHaveLength(1));
  button(root, 'Clear all traces that are not pinned').click();
  await vi.waitFor(() => expect(labels(root)).toEqual(['Python: agent']));
  expect(traceNames(root)).toHaveLength(2);
  button(root, 'Undo').click();
  await vi.waitFor(() => expect(traceNames(root)).toHaveLength(3));
  action(header(root, 'Python: agent'), 'Do not keep this run any more').click();
  await vi.waitFor(() => expect(labels(root).at(-1)).toBe('Python: agent'));
});

it('says what could not be done', async () => {
  const { root, host } = mount(two());
  await vi.waitFor(() => expect(labels(root)).toHaveLength(2));
  const { RequestError } = await import('../protocol/messages/requests.ts');
  host.failWith(new RequestError('unavailable', 'The disk is full.'));
  action(header(root, 'agent.py'), 'Keep this run').click();
  await vi.waitFor(() => expect(root.textContent).toContain('The disk is full.'));
});

it('shows the test inside which a trace began', async () => {
  const { root } = mount(runTraces(Date.now()));
  await vi.waitFor(() => expect(labels(root)).toHaveLength(4));
  const previews = all(root, '.trace-preview').map(({ textContent }) => textContent);
  expect(previews).toContainEqual(expect.stringMatching(/^test_division_by_zero · /));
});

const open = { parent: 'r', kind: 'TOOL' } as const;
const runningTrace = (...inner: Parameters<typeof span>[1][]) =>
  trace({ traceId: 'live', name: 'agent', status: 'running', at: 5000 }, [
    span(5000, { id: 'r', name: 'agent', kind: 'AGENT', at: 0 }),
    ...inner.map((plan) => span(5000, plan)),
  ]);

it('follows the running span that began last, until something is selected; Escape resumes', async () => {
  const { root, host } = mount([runningTrace()]);
  await vi.waitFor(() => expect(selected(root)).toBe('agent'));
  host.put(runningTrace({ ...open, id: 's1', name: 'first', at: 10 }));
  await vi.waitFor(() => expect(selected(root)).toBe('first'));
  expect(root.querySelector('.details')?.textContent).toContain('first');
  host.put(
    runningTrace(
      { ...open, id: 's1', name: 'first', at: 10, took: 5 },
      { ...open, id: 's2', name: 'second', at: 20 },
    ),
  );
  await vi.waitFor(() => expect(selected(root)).toBe('second'));
  press(root, 'tree', 'ArrowUp');
  await vi.waitFor(() => expect(selected(root)).toBe('first'));
  expect(button(root, 'Follow').getAttribute('aria-pressed')).toBe('false');
  host.put(runningTrace({ ...open, id: 's3', name: 'third', at: 30 }));
  await vi.waitFor(() => expect(names(root)).toContain('third'));
  expect(selected(root)).toBe('first');
  press(root, 'tree', 'Escape');
  await vi.waitFor(() => expect(selected(root)).toBe('third'));
  button(root, 'Follow').click();
  await vi.waitFor(() => expect(button(root, 'Follow').getAttribute('aria-pressed')).toBe('false'));
  expect(selected(root)).toBe('third');
});

it('shows the root of a trace that has ended', async () => {
  const { root } = mount([agentTrace('a', 5000, false)]);
  await vi.waitFor(() => expect(selected(root)).toBe('ToolCallingLoop'));
});
