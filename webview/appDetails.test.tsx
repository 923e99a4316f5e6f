// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { RequestError } from '../protocol/messages/requests.ts';
import { agentTrace, failedTrace } from './dev/agentTraces.ts';
import { announcedTrace, largeTrace, longTrace, oneSpanTrace } from './dev/otherTraces.ts';
import { all, button, mount, names, press } from './testing/panel.tsx';

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

it('opens the frames of the user’s own code by their numbers, and says beside one why it cannot', async () => {
  const { root, host } = mount([failedTrace('b', 1000)]);
  await vi.waitFor(() => expect(root.querySelector('.error-banner')).not.toBeNull());
  root.querySelector<HTMLElement>('.error-banner')?.click();
  await vi.waitFor(() => expect(root.querySelector('.stack')).not.toBeNull());
  const text = root.querySelector('.stack')?.textContent;
  button(root, 'tools.py", line 19').click();
  const at = { exception: 0, frame: 1 };
  const spanId = expect.any(String);
  expect(host.opened).toEqual([{ traceId: 'b-trace', spanId, at, preserveFocus: false }]);
  host.openSource = async () => ({ kind: 'none', reason: 'It is gone.' });
  button(root, 'agent.py", line 41').click();
  await vi.waitFor(() =>
    expect(all(root, '[role=alert]').map((one) => one.textContent)).toEqual(['It is gone.']),
  );
  host.openSource = async () => ({ kind: 'opened', label: 'agent.py:41' });
  button(root, 'agent.py", line 41').click();
  await vi.waitFor(() => expect(root.querySelector('.stack')?.textContent).toBe(text));
});

it('says that code changed since it ran, and shows the difference where there is an editor', async () => {
  const trace = oneSpanTrace('o', 1000);
  const withCode = (code: 'changed' | 'moved' | 'gone') => ({
    ...trace,
    spans: trace.spans.map((item) => ({
      ...item,
      places: [{ file: '/w/a.py', line: 3, basis: 'recorded' as const }],
      code,
    })),
  });
  const { root, host } = mount([withCode('changed')]);
  await vi.waitFor(() =>
    expect(root.querySelector('.code-state')?.textContent).toBe('Code changed since this run·Show diff'),
  );
  button(root, 'Show diff').click();
  expect(host.diffs).toEqual([{ traceId: 'o-trace', spanId: expect.any(String) }]);
  host.showDiff = async () => ({ kind: 'none', reason: 'It cannot be read.' });
  button(root, 'Show diff').click();
  await vi.waitFor(() => expect(root.querySelector('.no-source')?.textContent).toBe('It cannot be read.'));
  host.put(withCode('moved'));
  await vi.waitFor(() => expect(root.querySelector('.code-state')).toBeNull());
  Object.assign(host, { opensFrames: false });
  host.put(withCode('gone'));
  await vi.waitFor(() =>
    expect(root.querySelector('.code-state')?.textContent).toBe('Code is gone since this run'),
  );
});

it('leaves a stack as text where there is no editor', async () => {
  const { root, host } = mount([failedTrace('b', 1000)]);
  Object.assign(host, { opensFrames: false });
  await vi.waitFor(() => expect(root.querySelector('.error-banner')).not.toBeNull());
  root.querySelector<HTMLElement>('.error-banner')?.click();
  await vi.waitFor(() => expect(root.querySelector('.stack')?.textContent).toContain('tools.py", line 19'));
  expect(root.querySelector('.stack button')).toBeNull();
});

function conversation() {
  const trace = oneSpanTrace('o', 1000);
  const text = (words: string) => [{ type: 'text' as const, text: words }];
  const messages = [
    { role: 'system' as const, content: text('You answer questions about trains.') },
    { role: 'user' as const, content: text('Hello') },
    {
      role: 'assistant' as const,
      content: [],
      toolCalls: [{ id: 'c', name: 'find', arguments: { to: 'Kyoto' } }],
    },
  ];
  const span = { chat: { messages, tools: [{ name: 'plan' }, { name: 'find' }] } };
  return mount([{ ...trace, spans: trace.spans.map((item) => ({ ...item, span })) }]);
}

it('leads from tools, tool calls and prompts of a conversation to the code, by their numbers', async () => {
  const { root, host } = conversation();
  await vi.waitFor(() => expect(all(root, '.message')).toHaveLength(3));
  const link = (selector: string) => all(root, `${selector} button`)[0];
  all(root, '.tool button')[1]?.click();
  link('.call')?.click();
  expect(all(root, '.find-prompt')).toHaveLength(1);
  button(root, 'Find in code').click();
  expect(host.opened.map(({ at }) => at)).toEqual([
    { tool: 1 },
    { message: 2, call: 0 },
    { message: 0, part: 0 },
  ]);
  host.openSource = async () => ({ kind: 'none', reason: 'No such tool.' });
  all(root, '.tool button')[0]?.click();
  await vi.waitFor(() => expect(root.querySelector('.tool [role=alert]')?.textContent).toBe('No such tool.'));
  const opened: unknown[] = [];
  host.openSource = async (target) => {
    opened.push(target.candidate);
    return { kind: 'choose', labels: ['a.py:1', 'b.py:2'] };
  };
  button(root, 'Find in code').click();
  await vi.waitFor(() => expect(button(root, 'b.py:2')).toBeDefined());
  button(root, 'b.py:2').click();
  expect(opened).toEqual([undefined, 1]);
});

it('leaves a conversation as text where there is no editor', async () => {
  const { root, host } = conversation();
  Object.assign(host, { opensFrames: false });
  await vi.waitFor(() => expect(all(root, '.message')).toHaveLength(3));
  expect(all(root, '.chat button')).toEqual([]);
  expect(root.querySelector('.call')?.textContent).toBe('find(to="Kyoto")');
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
