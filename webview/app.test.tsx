// @vitest-environment happy-dom
/** @jsxImportSource preact */
import { render } from 'preact';
import { afterEach, expect, it, vi } from 'vitest';
import { RequestError } from '../protocol/messages/requests.ts';
import { AppView } from './AppView.tsx';
import { agentTrace, failedTrace } from './dev/agentTraces.ts';
import { announcedTrace, largeTrace, longTrace, oneSpanTrace } from './dev/otherTraces.ts';
import { createMemoryHost, type MemoryHost } from './host/memoryHost.ts';
import type { MemoryTrace } from './host/memoryServer.ts';
import { type App, createApp } from './state/app.ts';
import { AppContext } from './widgets/appContext.ts';

interface Panel {
  readonly host: MemoryHost;
  readonly app: App;
  readonly root: HTMLElement;
}
const mounted: Panel[] = [];

function mount(traces: readonly MemoryTrace[] = [], saved?: unknown): Panel {
  const host = createMemoryHost(saved);
  if (traces.length > 0) host.put(...traces);
  const root = document.body.appendChild(document.createElement('div'));
  const app = createApp(host, window);
  render(
    <AppContext.Provider value={app}>
      <AppView />
    </AppContext.Provider>,
    root,
  );
  host.start();
  const panel = { host, app, root };
  mounted.push(panel);
  return panel;
}

afterEach(() => {
  for (const { root, app } of mounted.splice(0)) {
    render(null, root);
    app.dispose();
    root.remove();
  }
});

const all = (root: HTMLElement, selector: string): readonly HTMLElement[] => [
  ...root.querySelectorAll<HTMLElement>(selector),
];
const names = (root: HTMLElement): readonly string[] =>
  all(root, '.span-title').map((item) => item.textContent);
const traceNames = (root: HTMLElement): readonly string[] =>
  all(root, '.trace-name').map((item) => item.textContent);
const selected = (root: HTMLElement): string | null | undefined =>
  root.querySelector('[role=treeitem][aria-selected=true] .span-title')?.textContent;
const press = (root: HTMLElement, role: string, key: string): void => {
  root.querySelector(`[role=${role}]`)?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
};
const button = (root: HTMLElement, name: string): HTMLElement => {
  const found = all(root, 'button, vscode-button').find(
    (item) => (item.getAttribute('aria-label') ?? item.textContent) === name,
  );
  if (!found) throw new Error(`no button ${name}`);
  return found;
};
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

it('shows the end of a long conversation first', async () => {
  const trace = oneSpanTrace('o', 1000);
  const messages = Array.from({ length: 150 }, (_, at) => ({
    role: 'user' as const,
    content: [{ type: 'text' as const, text: `message ${at}` }],
  }));
  const span = { chat: { messages, tools: [] } };
  const { root } = mount([{ ...trace, spans: trace.spans.map((item) => ({ ...item, span })) }]);
  await vi.waitFor(() => expect(all(root, '.message')).toHaveLength(60));
  expect(all(root, '.message').at(-1)?.textContent).toContain('message 149');
  button(root, 'Show 60 earlier messages').click();
  await vi.waitFor(() => expect(all(root, '.message')[0]?.textContent).toContain('message 30'));
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

it('follows the newest trace until one is pinned, and again by Live', async () => {
  const { root, host, app } = mount([oneSpanTrace('a', 1000)]);
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  host.put(failedTrace('b', 2000));
  await vi.waitFor(() => expect(names(root)[0]).toBe('ToolCallingLoop'));
  press(root, 'listbox', 'ArrowDown');
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  host.put(agentTrace('c', 3000, false));
  await vi.waitFor(() => expect(traceNames(root)).toHaveLength(3));
  expect(app.shownTraceId.value).toBe('a-trace');
  button(root, 'Live').click();
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

it('a failed span says so on every tab, and shows its stack', async () => {
  const { root } = mount([failedTrace('b', 1000)]);
  await vi.waitFor(() =>
    expect(root.querySelector('.error-banner')?.textContent).toBe(
      'ValueError: No implementation for tool: convert',
    ),
  );
  root.querySelector<HTMLElement>('.error-banner')?.click();
  await vi.waitFor(() => expect(root.querySelector('.stack')?.textContent).toContain('line 19, in run_tool'));
  expect(all(root, '[role=tab]').map((tab) => tab.id)).toEqual([
    'tab-io',
    'tab-attributes',
    'tab-events',
    'tab-error',
    'tab-raw',
  ]);
});

it('moves between tabs with the arrows', async () => {
  const { root } = mount([oneSpanTrace('o', 1000)]);
  await vi.waitFor(() => expect(root.querySelector('[role=tabpanel]')?.textContent).toContain('1024'));
  press(root, 'tablist', 'ArrowRight');
  await vi.waitFor(() =>
    expect(root.querySelector('[role=tabpanel]')?.getAttribute('aria-labelledby')).toBe('tab-attributes'),
  );
  expect(root.querySelector('[role=tabpanel]')?.textContent).toContain('mlflow.spanType');
  press(root, 'tablist', 'End');
  await vi.waitFor(() =>
    expect(root.querySelector('[role=tabpanel]')?.getAttribute('aria-labelledby')).toBe('tab-raw'),
  );
});

it('fetches the rest of a long text only when asked', async () => {
  const { root, host } = mount([longTrace('d', 1000)]);
  await vi.waitFor(() => expect(root.textContent).toContain('Show more'));
  expect(host.asked.some(({ name }) => name === 'getText')).toBe(false);
  all(root, '.more .link')[0]?.click();
  await vi.waitFor(() => expect(root.textContent).toContain('Show more (208k of 1.0M characters)'));
});

it('draws only the rows in view of 50,000 spans', async () => {
  const { root, app } = mount([largeTrace('s', 1000, 50_000)]);
  await vi.waitFor(() => expect(app.rows.value).toHaveLength(50_000));
  await vi.waitFor(() => expect(names(root)[0]).toBe('long_run'));
  expect(names(root).length).toBeLessThan(60);
});

it('teaches where nothing has come yet', async () => {
  const { root, host } = mount();
  await vi.waitFor(() => expect(root.querySelector('.empty h2')?.textContent).toBe('No traces yet'));
  for (const name of ['New Terminal', 'Run an Example', 'Copy Environment']) button(root, name).click();
  expect(host.commandsRun).toEqual(['newTerminal', 'runExample', 'copyEnvironment']);
});

it('says what is wrong with the server and offers to restart it', async () => {
  const { root, host } = mount();
  host.setStatus({ state: 'failed', message: 'Port 5005 is taken.', remedy: 'Set another port.' });
  await vi.waitFor(() =>
    expect(root.querySelector('[role=alert]')?.textContent).toContain('Set another port.'),
  );
  button(root, 'Restart').click();
  expect(host.commandsRun).toEqual(['restartServer']);
});

it('shows a failed question where its answer would be, with a way to ask again', async () => {
  const { root, host } = mount([agentTrace('a', 5000, false)]);
  await vi.waitFor(() => expect(names(root)).toHaveLength(7));
  host.failWith(new RequestError('unavailable', 'The server is starting again.'));
  all(root, '[role=treeitem]')[1]?.click();
  await vi.waitFor(() =>
    expect(root.querySelector('.details [role=alert]')?.textContent).toContain('starting again'),
  );
  host.failWith(undefined);
  button(root, 'Try Again').click();
  await vi.waitFor(() => expect(root.querySelector('[role=tabpanel]')?.textContent).toContain('steps'));
});

it('shows what the host reveals, opening what is folded above it', async () => {
  const { root, host, app } = mount([agentTrace('a', 5000, false)]);
  await vi.waitFor(() => expect(names(root)).toHaveLength(7));
  app.setCollapsed(['a1', 'a2'], true);
  host.reveal({ traceId: 'a-trace', spanId: 'a3' });
  await vi.waitFor(() => expect(selected(root)).toBe('time filter'));
});

it('clears all traces and takes it back', async () => {
  const { root, host } = mount([oneSpanTrace('o', 1000)]);
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  button(root, 'Clear all traces').click();
  await vi.waitFor(() => expect(root.querySelector('.empty h2')?.textContent).toBe('No traces yet'));
  expect(host.asked.some(({ name }) => name === 'deleteTraces')).toBe(true);
  button(root, 'Undo').click();
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
});

it('resizes panes with the keyboard and keeps the size', async () => {
  const { root, host } = mount([oneSpanTrace('o', 1000)]);
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  const splitter = root.querySelector('[role=separator]');
  const before = Number(splitter?.getAttribute('aria-valuenow'));
  splitter?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
  await vi.waitFor(() => expect(Number(splitter?.getAttribute('aria-valuenow'))).toBe(before + 22));
  expect(host.saved).toMatchObject({ splits: { narrowList: before + 22 } });
});

it('says why a trace that MLflow 2 announced has no spans, and how to mend it', async () => {
  const { host, root } = mount([announcedTrace('g', Date.now() - 14_000)]);
  await vi.waitFor(() => expect(root.querySelector('.hint-block')?.textContent).toContain('they are lost'));
  button(root, 'Copy command').click();
  expect(host.copied).toEqual(['pip install "opentelemetry-sdk<1.41"']);
});

it('only waits while such a trace is young, and for one that came in another way', async () => {
  const announced = announcedTrace('g', Date.now());
  const { root } = mount([announced]);
  await vi.waitFor(() =>
    expect(root.querySelector('.hint-block')?.textContent).toBe('No spans have arrived yet.'),
  );
  const old = announcedTrace('h', Date.now() - 14_000);
  const other = mount([{ ...old, row: { ...old.row, requestId: 'tr-h' } }]);
  await vi.waitFor(() =>
    expect(other.root.querySelector('.hint-block')?.textContent).toBe('No spans have arrived yet.'),
  );
});

it('shows what the helper found out as a banner, once for all runs of a program', async () => {
  const { host, root } = mount([announcedTrace('g', Date.now())]);
  const tell = (pid: number): void =>
    host.setStatus({
      state: 'listening',
      url: '',
      port: 1,
      traceCount: 1,
      notices: [
        {
          code: 'otel-too-new',
          id: 'app.py',
          message: `app.py (pid ${pid}): lost.`,
          remedy: 'Do:',
          command: 'pip x',
        },
      ],
    });
  tell(7);
  await vi.waitFor(() =>
    expect(root.querySelector('.notice')?.textContent).toContain('app.py (pid 7): lost. Do:pip x'),
  );
  expect(root.querySelector('.hint-block')?.textContent).toContain('app.py (pid 7)');
  button(root, 'Close').click();
  tell(8);
  await vi.waitFor(() => expect(root.querySelector('.hint-block')?.textContent).toContain('app.py (pid 8)'));
  expect(root.querySelector('.notice')).toBeNull();
});
