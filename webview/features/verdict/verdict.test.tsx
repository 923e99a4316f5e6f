// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { stoppedTrace } from '../../dev/stoppedTraces.ts';
import { nanos } from '../../dev/traceBuilder.ts';
import { all, button, mount, selected } from '../../testing/panel.tsx';
import { briefText, verdictNow, waitedText } from './verdictText.ts';

const now = Date.now();
const waiting = (sinceMs: number) => stoppedTrace('w', { kind: 'waiting', at: now - 90_000, sinceMs });
const gone = stoppedTrace('g', { kind: 'vanished', at: now - 90_000, sinceMs: now - 50_000 });
const lines = (root: HTMLElement) => all(root, '.verdict').map(({ textContent }) => textContent);

it('says where a trace waits and for how long, and no more when it moves on', async () => {
  const { root, host } = mount([waiting(now - 42_000)]);
  await vi.waitFor(() =>
    expect(lines(root)).toEqual([
      expect.stringMatching(/^Waiting in fetch_weather for \d\d s, at app\.py:42$/),
    ]),
  );
  expect(root.querySelector('.trace-preview')?.textContent).toMatch(/^waiting \d\d s in fetch_weather, app/);
  // Told once: without what changes every second.
  expect(root.querySelector('[role=status]')?.textContent).toBe(
    '1 running, Waiting in fetch_weather, at app.py:42',
  );
  host.put(waiting(Date.now()));
  await vi.waitFor(() => expect(lines(root)).toEqual([]));
  expect(root.querySelector('.trace-preview')?.textContent).toMatch(/^Do I need an umbrella/);
  expect(root.querySelector('[role=status]')?.textContent).toBe('1 running');
});

it('says in which span a process ended, over the tree, and goes to its line and to the span', async () => {
  const { root, host, app } = mount([gone]);
  const text = 'The process was killed or crashed while fetch_weather ran, at app.py:42';
  await vi.waitFor(() => expect(lines(root)).toEqual([text]));
  expect(root.querySelector('.tree > .verdict + .axis')).not.toBeNull();
  expect(root.querySelector('[role=status]')?.textContent).toBe(text);
  expect(root.querySelector('.trace-preview')?.textContent).toBe('died in fetch_weather, app.py:42');
  button(root, 'app.py:42').click();
  expect(host.opened).toEqual([{ traceId: 'g-trace', spanId: 'g3', at: 'stop', preserveFocus: false }]);
  app.setCollapsed(['g1'], true);
  button(root, 'fetch_weather').click();
  await vi.waitFor(() => expect(selected(root)).toBe('fetch_weather'));
});

it('speaks of waiting only after a while', () => {
  const verdict = { kind: 'waiting' as const, spanId: 's', name: 'ask', sinceNs: nanos(1_000_000) };
  const row = { ...gone.row, verdict };
  expect(verdictNow(row, 1_009_999)).toBeUndefined();
  expect(verdictNow(row, 1_010_000)).toBe(verdict);
  expect([waitedText(verdict, 1_042_900), waitedText(verdict, 1_125_000)]).toEqual(['42 s', '2 min 05 s']);
  expect(briefText(verdict, 1_042_900)).toBe('waiting 42 s in ask');
});
