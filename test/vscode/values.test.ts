import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureExamplesVenv } from '../../scripts/setup/examples.ts';
import type { ThemeName } from './harness/settings.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { CodeValues, type ValueInCode } from './pages/CodeValues.ts';
import { DebugView } from './pages/DebugView.ts';

let workspace = '';
afterAll(() => rm(workspace, { recursive: true, force: true }));

const workbench = useWorkbench(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'st-values-'));
  await copyFile(join(import.meta.dirname, 'programs', 'valued_agent.py'), join(workspace, 'agent.py'));
  return {
    workspace,
    extensions: [sidetraceVsix],
    path: [dirname(await ensureExamplesVenv())],
    settings: {
      'sidetrace.port': 0,
      'sidetrace.showOnFirstTrace': false,
      'sidetrace.codeLens.enabled': false,
      'editor.stickyScroll.enabled': false,
    },
  };
});

const timeout = 60_000;
/** Lines of the program. */
const [tipDef, recipesDef, convertDef, waitDef, block] = [12, 17, 22, 29, 37];
const tip = 'calculate_tip(bill_amount=187.32, tip_percentage=22) → 41.21';

let code: CodeValues;

beforeAll(async () => {
  code = new CodeValues(workbench());
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor({ timeout });
  await workbench().openFile('agent.py', 1);
});

async function valueAt(text: string): Promise<ValueInCode | undefined> {
  return (await code.values()).find((one) => one.code.startsWith(text));
}

async function waitForValue(text: string, value: RegExp | string): Promise<ValueInCode> {
  const matching = typeof value === 'string' ? expect.stringContaining(value) : expect.stringMatching(value);
  await expect.poll(async () => (await valueAt(text))?.value, { timeout }).toEqual(matching);
  return (await valueAt(text))!;
}

it('shows nothing while no trace exists', async () => {
  expect(await code.values()).toEqual([]);
  expect(await code.marks()).toEqual([]);
});

it('shows at functions, blocks and calls what the last run took and gave', async () => {
  expect(await workbench().terminal.runToEnd('python agent.py', 90_000)).toBe(0);
  await workbench().palette('View: Toggle Panel Visibility');
  await workbench().openFile('agent.py', 30);
  await waitForValue('tip = calculate_tip', tip);
  await waitForValue('def calculate_tip', tip);
  await waitForValue('def find_recipes', /^\(query="副菜で.*", k=4\) → \[4 documents\]$/);
  const recipes = await waitForValue('recipes = find_recipes', /^→ \[4 documents\]$/);
  await waitForValue('print(tip, len(recipes)', /^→ \{amount: 41\.21, unit: "usd", .*\}$/);
  await waitForValue(
    'with mlflow.start_span',
    /^\(recipes=\[4 items\], strict=True, limit=None\) → \{fits: \[True, False\]\}$/,
  );
  const failed = await waitForValue('convert(tip, "yen")', /^✗ ValueError: unknown mode: yen$/);
  await waitForValue('def convert', /^\(amount=41\.21, mode="yen"\) ✗ ValueError: unknown mode: yen$/);
  expect(failed.colour).not.toBe(recipes.colour);
  expect(await code.marks()).toEqual([
    `${tipDef}: ok`,
    `${recipesDef}: ok`,
    `${convertDef}: failed`,
    `${block}: ok`,
  ]);
  await workbench().screenshot('values');
});

it('stands beside breakpoints', async () => {
  const debug = new DebugView(workbench());
  await debug.setBreakpoint('agent.py', tipDef);
  await debug.setBreakpoint('agent.py', convertDef);
  const breakpoints = workbench().page.locator(
    '.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified',
  );
  await expect.poll(() => breakpoints.count()).toBeGreaterThanOrEqual(2);
  expect(await code.marks()).toContain(`${tipDef}: ok`);
  await workbench().screenshot('values-breakpoints');
  await debug.removeBreakpoint(tipDef);
  await debug.removeBreakpoint(convertDef);
});

it.each<ThemeName>(['light', 'highContrast', 'highContrastLight', 'dark'])(
  'is readable in the theme %s',
  async (theme) => {
    await workbench().setTheme(theme);
    const failed = await waitForValue('convert(tip, "yen")', '✗');
    expect(failed.colour).not.toBe((await waitForValue('recipes = find_recipes', '→')).colour);
    await expect.poll(() => code.marks()).toContain(`${convertDef}: failed`);
    await workbench().screenshot(`values-${theme}`);
  },
);

it('goes with a key to this run only, to off, and back to the last calls', async () => {
  const page = workbench().page;
  await workbench().openFile('agent.py', 30);
  await page.keyboard.press('Shift+Alt+V');
  await workbench()
    .statusBarItem(/Values in the code: this run only/)
    .waitFor();
  await waitForValue('tip = calculate_tip', tip);
  await workbench().screenshot('values-cycled');
  await page.keyboard.press('Shift+Alt+V');
  await expect.poll(() => code.values()).toEqual([]);
  expect(await code.marks()).toContain(`${tipDef}: ok`);
  await page.keyboard.press('Shift+Alt+V');
  await waitForValue('tip = calculate_tip', tip);
});

it('takes a key that is nobody else’s', async () => {
  const bound = await workbench().evaluate(async (vscode) => {
    await vscode.commands.executeCommand('workbench.action.openDefaultKeybindingsFile');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    return [...text.matchAll(/\{ "key": "shift\+alt\+v",\s+"command": "([^"]+)"/g)].map((match) => match[1]);
  }, undefined);
  expect(bound).toEqual(['sidetrace.cycleValues']);
});

it('never shifts text while a person types: the line’s value hides, the others move with their lines', async () => {
  const page = workbench().page;
  await workbench().openFile('agent.py', 34);
  await page.keyboard.press('End');
  const before = await page.locator('.cursor').first().boundingBox();
  await waitForValue('tip = calculate_tip', tip);
  await page.keyboard.type('  # x');
  await expect.poll(() => valueAt('tip = calculate_tip')).toBeUndefined();
  const after = await page.locator('.cursor').first().boundingBox();
  const width = (after!.x - before!.x) / 5;
  expect(width).toBeGreaterThan(4);
  expect(width).toBeLessThan(12);
  await page.keyboard.press('Enter');
  expect(await valueAt('recipes = find_recipes')).toBeDefined();
  // What is told again is what is still so: the line was edited, and is the only one that calls it.
  await waitForValue('tip = calculate_tip', tip);
  await workbench().screenshot('values-edited');
  await workbench().palette('File: Revert File');
});

it('tells of a call that runs for how long, until it ends', async () => {
  await workbench().palette('View: Toggle Panel Visibility');
  await workbench().terminal.run('python agent.py wait');
  await workbench().terminal.waitForText(/Go on\?/, timeout);
  const running = await waitForValue(
    'def wait_for_enter',
    /^\(question="Go on\? ", timeout=None\) … running [\d.]+ /,
  );
  expect(running.colour).not.toBe((await waitForValue('recipes = find_recipes', '→')).colour);
  await expect.poll(() => code.marks()).toContain(`${waitDef}: running`);
  await workbench().screenshot('values-running');
  await workbench().page.keyboard.press('Enter');
  await waitForValue('def wait_for_enter', /→ ""$/);
  await workbench().palette('View: Toggle Panel Visibility');
  await workbench().openFile('agent.py', 30);
  await waitForValue('wait_for_enter("Go on? ")', /^→ ""$/);
  await expect.poll(() => code.marks()).toContain(`${waitDef}: ok`);
});

it('marks a function whose text has changed since it was called', async () => {
  const page = workbench().page;
  await workbench().openFile('agent.py', tipDef + 1);
  await page.keyboard.press('End');
  await page.keyboard.type(' + 1');
  await expect.poll(() => code.marks(), { timeout }).toContain(`${tipDef}: stale`);
  await workbench().screenshot('values-stale');
  await workbench().palette('File: Revert File');
  await expect.poll(() => code.marks(), { timeout }).toContain(`${tipDef}: ok`);
});

it('tells more in a hover behind the line', async () => {
  await workbench().openFile('agent.py', 30);
  const { page } = workbench();
  const line = page.locator('.view-line', { hasText: 'def calculate_tip' }).locator('> span');
  const hover = page.locator('.monaco-hover', { hasText: 'Show in Traces' });
  await expect
    .poll(
      async () => {
        const { x = 0, y = 0, width = 0 } = (await line.boundingBox()) ?? {};
        await page.mouse.move(x + width - 60, y + 2);
        await page.mouse.move(x + width - 50, y + 8);
        return hover.waitFor({ timeout: 3_000 }).then(
          () => true,
          () => false,
        );
      },
      { timeout },
    )
    .toBe(true);
  await hover.getByText('"bill_amount": 187.32').waitFor();
  await workbench().screenshot('values-hover');
});
