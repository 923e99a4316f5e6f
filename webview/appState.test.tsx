// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { announcedTrace, oneSpanTrace } from './dev/otherTraces.ts';
import { button, mount, names } from './testing/panel.tsx';

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

it('clears all traces and takes it back', async () => {
  const { root, host } = mount([oneSpanTrace('o', 1000)]);
  await vi.waitFor(() => expect(names(root)).toEqual(['pow']));
  button(root, 'Clear all traces that are not pinned').click();
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

it('shows what the helper found out as a banner, once for all runs of a program', async () => {
  const { host, root } = mount([announcedTrace('g', Date.now())]);
  const none = (): void =>
    host.setStatus({ state: 'listening', url: '', port: 1, traceCount: 1, notices: [] });
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
  none();
  await vi.waitFor(() =>
    expect(root.querySelector('.hint-block')?.textContent).not.toContain('app.py (pid 8)'),
  );
  tell(9);
  await vi.waitFor(() => expect(root.querySelector('.notice')?.textContent).toContain('app.py (pid 9)'));
});
