import { beforeAll, expect, it } from 'vitest';
import { examplesDir } from '../../scripts/setup/examples.ts';
import { poll } from './harness/poll.ts';
import type { ThemeName } from './harness/settings.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import {
  agent,
  failure,
  japanese,
  longPrompt,
  manySpans,
  oneSpan,
  type SampleSpan,
  sendTrace,
} from './pages/sampleTraces.ts';
import { TracesPanel } from './pages/TracesPanel.ts';
import { violations } from './pages/violations.ts';

const statusPattern = /Sidetrace :(\d+) · (\d+)/;
const megabyte = 1_000_000;
const spanCount = 50_000;
/** A screenful and its overscan, wherever the list stands. */
const mostRows = 200;
const wideWindow = { width: 1400, height: 900 };

/** Oldest first; the panel lists them newest first. */
const traces: Readonly<Record<string, readonly SampleSpan[]>> = {
  oneSpan: oneSpan(),
  japanese: japanese(),
  longPrompt: longPrompt(megabyte),
  failure: failure(),
  agent: agent(),
};
const names = Object.keys(traces).toReversed();

const workbench = useWorkbench(() =>
  Promise.resolve({
    workspace: examplesDir,
    extensions: [sidetraceVsix],
    settings: {
      'sidetrace.port': 0,
      'sidetrace.alsoListenOnOtlpPort': false,
      'sidetrace.showOnFirstTrace': false,
      'workbench.reduceMotion': 'on',
    },
  }),
);

beforeAll(async () => {
  const port = await portShown();
  for (const [index, spans] of Object.values(traces).entries()) await send(port, index + 1, spans);
  await workbench().palette('View: Toggle Primary Side Bar Visibility');
  await workbench().openFile('tool_calling.py', 54);
  await new TracesPanel(workbench()).open();
});

it.each<ThemeName>(['dark', 'light', 'highContrast', 'highContrastLight'])(
  'is accessible in the theme %s, beside the code',
  async (theme) => {
    await workbench().setTheme(theme);
    const panel = await showTrace('failure');
    await panel.openTab('Error');
    expect(await violations(panel)).toEqual([]);
    await workbench().screenshot(`look-${theme}-failure`);
    await showTrace('agent');
    await panel.clickSpan('ollama.chat');
    await (await panel.openTab('Chat')).getByText('calculate_tip(').first().waitFor();
    expect(await violations(panel)).toEqual([]);
    await workbench().screenshot(`look-${theme}`);
  },
);

it('fits beside the code in a narrow window, with a terminal below', async () => {
  await workbench().setTheme('dark');
  await workbench().page.setViewportSize({ width: 860, height: 900 });
  const panel = await showTrace('agent');
  await panel.clickSpan('ToolExecution_calculate_tip');
  const heading = (await panel.details()).getByRole('heading', { name: 'ToolExecution_calculate_tip' });
  await (await panel.details()).getByRole('button', { name: /^tool_calling.py:/ }).waitFor();
  expect(await overflowing(panel)).toEqual([]);
  expect(await heading.evaluate((title) => title.scrollWidth <= title.clientWidth)).toBe(true);
  await workbench().screenshot('look-narrow');
  await workbench().palette('Terminal: Create New Terminal');
  await workbench().page.locator('.terminal-wrapper.active').waitFor();
  expect(await cutRows(panel)).toBe(0);
  await workbench().screenshot('look-narrow-terminal');
  await showTrace('oneSpan');
  await (await panel.details()).getByRole('button', { name: '2 places' }).click();
  expect(await overflowing(panel)).toEqual([]);
  await workbench().screenshot('look-narrow-places');
});

it('lays out side by side where it is wide', async () => {
  await workbench().page.setViewportSize(wideWindow);
  await workbench().palette('View: Toggle Maximize Editor Group');
  const panel = await showTrace('japanese');
  await (await panel.frame()).locator('.panes.wide').waitFor();
  await panel.clickSpan('条件の抽出');
  await (await panel.details()).getByRole('heading', { name: '条件の抽出' }).waitFor();
  await (await panel.details()).locator('.no-source').waitFor();
  expect(await overflowing(panel)).toEqual([]);
  expect(await violations(panel)).toEqual([]);
  await workbench().screenshot('look-wide-terminal');
  await workbench().palette('View: Toggle Panel Visibility');
  await showTrace('agent');
  await workbench().screenshot('look-wide');
});

it('cuts a prompt of 1 MB, shows more of it on request, and leaves VS Code usable', async () => {
  const panel = await showTrace('longPrompt');
  const prompt = (await panel.openTab('Chat')).getByRole('article', { name: 'user' });
  const more = prompt.getByRole('button', { name: /^Show more/ });
  await more.waitFor();
  const before = await lengthOf(prompt);
  expect(before).toBeLessThan(megabyte / 10);
  await workbench().screenshot('look-long-prompt');
  await more.click();
  await poll(async () => (await lengthOf(prompt)) > before || undefined, { what: 'more of the prompt' });
  expect(await lengthOf(prompt)).toBeLessThan(megabyte);
  await workbench().openFile('quickstart.py', 3);
  await panel.open();
});

it('draws only what is in view of 50,000 spans, and reaches the last one by End', async () => {
  await send(await portShown(), names.length + 1, manySpans(spanCount));
  const panel = new TracesPanel(workbench());
  await panel.waitForTraces(names.length + 1);
  await panel.selectTrace(0);
  const rows = await panel.rows();
  await rows.filter({ hasText: 'call 3' }).first().waitFor();
  expect(await rows.count()).toBeLessThan(mostRows);
  const last = rows.filter({ hasText: `call ${spanCount - 1}` });
  await rows.first().click();
  await poll(
    async () => {
      await workbench().page.keyboard.press('End');
      return (await last.count()) === 1 || undefined;
    },
    { what: 'the last span' },
  );
  await last.and((await panel.frame()).locator('[aria-selected="true"]')).waitFor();
  expect(await rows.count()).toBeLessThan(mostRows);
  await workbench().screenshot('look-large');
});

async function showTrace(name: string): Promise<TracesPanel> {
  const panel = new TracesPanel(workbench());
  await panel.waitForTraces(names.length);
  await panel.selectTrace(names.indexOf(name));
  return panel;
}

function send(port: number, number: number, spans: readonly SampleSpan[]): Promise<void> {
  // 2026-11-21 09:00 UTC, a minute apart: the list is in the order of their starts.
  const startMs = Date.UTC(2026, 10, 21, 9, number);
  return sendTrace(port, { spans, startMs, number });
}

async function portShown(): Promise<number> {
  const item = workbench().statusBarItem(statusPattern);
  await item.waitFor({ timeout: 60_000 });
  return Number(statusPattern.exec((await item.textContent()) ?? '')?.[1]);
}

/** Parts of the page that are wider than the panel. */
async function overflowing(panel: TracesPanel): Promise<readonly string[]> {
  return (await panel.frame()).evaluate(() =>
    [...document.querySelectorAll('.app *')]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .filter((element) => !element.closest('.tablist, .stack, .visually-hidden'))
      .map((element) => element.outerHTML.slice(0, 120)),
  );
}

/** Pixels of the list's last row that its pane cuts off. */
async function cutRows(panel: TracesPanel): Promise<number> {
  const list = (await panel.frame()).getByRole('treegrid', { name: 'Traces' });
  return list.evaluate((element) => element.clientHeight % 22);
}

async function lengthOf(locator: { textContent(): Promise<string | null> }): Promise<number> {
  return ((await locator.textContent()) ?? '').length;
}
