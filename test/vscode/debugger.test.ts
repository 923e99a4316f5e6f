import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { ensureExamplesVenv } from '../../scripts/setup/examples.ts';
import { ensureLiveVenv } from '../sdk/harness/environments.ts';
import { inTime } from './harness/inTime.ts';
import { poll } from './harness/poll.ts';
import type { ThemeName } from './harness/settings.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { type Breakpoint, DebugView } from './pages/DebugView.ts';
import { type StoppedRow, TracesPanel } from './pages/TracesPanel.ts';
import { violations } from './pages/violations.ts';

/** Of `calculate_tip`. */
const [firstLine, lastLine] = [15, 16];
const statusPattern = /Sidetrace :(\d+) · (\d+)/;

/** Of the adapter is another Python than of the program, as with the Python Debugger extension. */
let workspace = '';
afterAll(() => rm(workspace, { recursive: true, force: true }));

async function prepareWorkspace(): Promise<string> {
  workspace = await mkdtemp(join(tmpdir(), 'st-debugged-'));
  await copyFile(join(import.meta.dirname, 'programs', 'debugged_agent.py'), join(workspace, 'agent.py'));
  const launch = {
    name: 'Agent',
    type: 'debugpy',
    request: 'launch',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code's own variable
    program: '${workspaceFolder}/agent.py',
    python: await ensureExamplesVenv(),
    debugAdapterPython: await ensureLiveVenv(),
    console: 'internalConsole',
  };
  await mkdir(join(workspace, '.vscode'));
  await writeFile(join(workspace, '.vscode', 'launch.json'), JSON.stringify({ configurations: [launch] }));
  return workspace;
}

const workbench = useWorkbench(async () => ({
  workspace: await prepareWorkspace(),
  extensions: [sidetraceVsix, inject('pythonDebugger')],
  settings: {
    'sidetrace.port': 0,
    'sidetrace.alsoListenOnOtlpPort': false,
    'debug.internalConsoleOptions': 'neverOpen',
  },
}));

let debug: DebugView;
let panel: TracesPanel;

beforeAll(async () => {
  debug = new DebugView(workbench());
  panel = new TracesPanel(workbench());
  await workbench().statusBarItem(statusPattern).waitFor({ timeout: 60_000 });
  await workbench().openFile('agent.py', lastLine);
});

it('marks the running span of the frame where the debugger stands, with its inputs', async () => {
  await panel.open();
  await debug.setBreakpoint('agent.py', lastLine);
  await debug.start();
  await debug.waitForStop(lastLine);
  expect(await waitForMark('calculate_tip')).toMatchObject({ label: 'stopped here', top: true });
  expect(await panel.tree()).toMatchObject([{ name: 'answer', children: [{ name: 'calculate_tip' }] }]);
  const inputs = await panel.openTab('Inputs');
  await inputs.getByText('84.5').waitFor();
  await waitForLineText(/^◂ calculate_tip · [\d.]+ (ms|s|min)/);
  expect(await debug.threads()).not.toContain('sidetrace');
});

it('tells the inputs behind the line, where the mouse is on it', async () => {
  const hover = workbench().page.locator('.monaco-hover', { hasText: '"bill_amount": 84.5' });
  const text = workbench()
    .page.locator('.editor-instance .view-line', { hasText: 'return round' })
    .locator('> span');
  await poll(
    async () => {
      const { x = 0, y = 0, width = 0 } = (await text.boundingBox()) ?? {};
      await workbench().page.mouse.move(x + width - 40, y + 2);
      await workbench().page.mouse.move(x + width - 30, y + 8);
      return (await inTime(hover.waitFor({ timeout: 3_000 }))) || undefined;
    },
    { what: 'the inputs in a hover' },
  );
  await hover.getByText('Show in Traces').waitFor();
  await workbench().screenshot('debugger-hover');
  await workbench().page.mouse.move(0, 0);
});

it.each<ThemeName>(['dark', 'light', 'highContrast'])(
  'is shown in the debugger’s own colours in the theme %s',
  async (theme) => {
    await workbench().setTheme(theme);
    expect(await violations(panel)).toEqual([]);
    await workbench().screenshot(`debugger-${theme}`);
  },
);

it('moves the mark with the frame that is chosen, and with a step', async () => {
  await workbench().setTheme('dark');
  await debug.command('workbench.action.debug.callStackDown');
  expect(await waitForMark('answer')).toMatchObject({ label: 'stopped here', top: false });
  await waitForLineText(/^◂ answer · /);
  await workbench().screenshot('debugger-caller');
  await debug.command('workbench.action.debug.callStackTop');
  expect(await waitForMark('calculate_tip')).toMatchObject({ top: true });
  await debug.command('workbench.action.debug.stepOver');
  await debug.waitForStop(20);
  expect(await waitForMark('answer')).toMatchObject({ top: true });
});

it('runs to the next call of a span, by a breakpoint that is gone then', async () => {
  const menu = await panel.openMenu('calculate_tip');
  expect(await menu.allTextContents()).toEqual([
    'Break on Next Call',
    'Break When This Tool Is Called With…',
    'Run to Here',
    'Evaluate With These Inputs',
    'Copy Call as Python',
  ]);
  await workbench().screenshot('debugger-menu');
  await panel.choose('Run to Here');
  await debug.waitForStop(firstLine);
  await poll(async () => (await waitForMark('calculate_tip')).index === 2 || undefined, {
    what: 'the mark on the second call',
  });
  await waitForBreakpoints([{ line: lastLine }]);
});

it('puts the call with the recorded arguments into the debug console', async () => {
  // By keyboard: the menu of the selected row, which is the marked one while the panel follows.
  await (await panel.frame()).getByRole('tree', { name: 'Spans' }).focus();
  await workbench().page.keyboard.press('Shift+F10');
  await panel.choose('Evaluate With These Inputs');
  const call = 'calculate_tip(bill_amount=187.32, tip_percentage=15)';
  await debug.console.locator('.repl-input-wrapper .view-line', { hasText: call }).waitFor();
  await workbench().screenshot('debugger-console');
  await workbench().page.keyboard.press('Enter');
  await debug.console.locator('.repl-tree', { hasText: '28.1' }).waitFor();
});

it('takes the mark and what it set away when the program ends', async () => {
  await panel.chooseInMenu('answer', 'Break on Next Call');
  await waitForBreakpoints([{ line: lastLine }, { line: 25 }]);
  const toast = workbench().page.locator('.notification-toast', { hasText: 'Breakpoint set at agent.py:25' });
  await toast.getByRole('button', { name: 'Keep Breakpoint' }).waitFor();
  await debug.removeBreakpoint(lastLine);
  await debug.continueToEnd();
  await panel.waitForTraces(1);
  await waitForNoMark();
  await waitForBreakpoints([]);
});

it('breaks when a tool is called with the recorded arguments, and shows a killed program as aborted', async () => {
  await panel.selectTrace(0);
  await panel.chooseInMenu('calculate_tip', 'Break When This Tool Is Called With…', 1);
  const input = workbench().page.locator('.quick-input-widget input.input');
  await poll(async () => (await input.inputValue()) !== '' || undefined, { what: 'the condition' });
  const condition = 'bill_amount == 187.32 and tip_percentage == 15';
  expect(await input.inputValue()).toBe(condition);
  await workbench().screenshot('debugger-condition');
  await input.press('Enter');
  await waitForBreakpoints([{ line: firstLine, condition }]);
  await debug.start();
  await debug.waitForStop(firstLine);
  expect(await debug.evaluate('bill_amount')).toBe('187.32');
  await poll(async () => (await (await panel.traces()).count()) === 2 || undefined, {
    what: 'the trace of the second run',
  });
  process.kill(Number(await debug.evaluate("__import__('os').getpid()")), 'SIGKILL');
  await debug.waitForEnd();
  await panel.selectTrace(0);
  await poll(
    async () => {
      const labels = await (await panel.rows())
        .locator('.row-icon [role=img]')
        .evaluateAll((icons) =>
          icons.map((icon) => icon.getAttribute('aria-label')?.split(', ')[1]?.slice(0, 7)),
        );
      return labels.join() === 'aborted,ok,aborted' || undefined;
    },
    { what: 'the open spans to be aborted', timeoutMs: 30_000 },
  );
  await waitForNoMark();
  await waitForBreakpoints([]);
  await workbench().screenshot('debugger-killed');
});

function waitForMark(name: string): Promise<StoppedRow> {
  return poll(
    async () => {
      const row = await panel.stoppedRow();
      return row?.name === name ? row : undefined;
    },
    { what: `the mark on ${name}`, timeoutMs: 30_000 },
  );
}

/** Neither in the tree nor behind a line. */
async function waitForNoMark(): Promise<void> {
  await poll(
    async () => {
      const [row, texts] = [await panel.stoppedRow(), await debug.lineTexts()];
      return (row === undefined && !texts.some((text) => text.startsWith('◂'))) || undefined;
    },
    { what: 'the end of the mark', timeoutMs: 30_000 },
  );
}

async function waitForBreakpoints(expected: readonly Breakpoint[]): Promise<void> {
  await poll(
    async () => JSON.stringify(await debug.breakpoints()) === JSON.stringify(expected) || undefined,
    { what: `the breakpoints ${JSON.stringify(expected)}`, timeoutMs: 30_000 },
  );
}

function waitForLineText(pattern: RegExp): Promise<unknown> {
  return poll(async () => (await debug.lineTexts()).some((text) => pattern.test(text)) || undefined, {
    what: `the line’s span: ${pattern}`,
    timeoutMs: 30_000,
  });
}
