import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureExamplesVenv, examplesDir } from '../../scripts/setup/examples.ts';
import { inTime } from './harness/inTime.ts';
import { openLightBulb } from './harness/lightBulb.ts';
import { poll } from './harness/poll.ts';
import type { ThemeName } from './harness/settings.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const program = `import sys

import mlflow


@mlflow.trace
def parse(day):
    if day == "x":
        raise ValueError(f"bad day: {day}")
    return day


@mlflow.trace
def plan(day):
    return parse(day)


try:
    print(plan(sys.argv[1]))
except ValueError as error:
    print(error)
`;
const raiseLine = 9;

const townProgram = `from pathlib import Path

import mlflow

system = Path("prompts/town.md").read_text().format(town="京都")
with mlflow.start_span("ask", span_type="CHAT_MODEL") as span:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": "何を見ますか。"}]
    span.set_inputs({"model": "gpt-4o", "messages": messages})
    answer = {"role": "assistant", "content": "金閣寺です。"}
    span.set_outputs({"choices": [{"index": 0, "message": answer}]})
`;
const townPrompt =
  '<!-- read by town.py -->\n\n# 役割\n\nあなたは{town}の案内人です。一つだけ勧めてください。\n';

const workbench = useWorkbench(async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'st-marks-'));
  await cp(examplesDir, workspace, { recursive: true });
  await writeFile(join(workspace, 'days.py'), program);
  await writeFile(join(workspace, 'town.py'), townProgram);
  await mkdir(join(workspace, 'prompts'));
  await writeFile(join(workspace, 'prompts', 'town.md'), townPrompt);
  return {
    workspace,
    extensions: [sidetraceVsix],
    path: [dirname(await ensureExamplesVenv())],
    settings: { 'sidetrace.port': 0, 'sidetrace.showOnFirstTrace': false },
    env: { FAKE_MODEL_DELAY: '0' },
  };
});

/** What the Problems view has for a file: `line severity message`. */
function problems(file: string): Promise<readonly string[]> {
  return workbench().evaluate(
    (vscode, name) =>
      vscode.languages
        .getDiagnostics()
        .filter(([uri]) => uri.path.endsWith(`/${name}`))
        .flatMap(([, all]) =>
          all.map(({ range, severity, message }) => `${range.start.line + 1} ${severity} ${message}`),
        ),
    file,
  );
}

const mark = `${raiseLine} 2 ValueError: bad day: x\nparse(day="x")`;

async function hoverMark(): Promise<void> {
  const line = workbench().page.locator('.view-line', { hasText: 'raise ValueError' }).first();
  const hover = workbench().page.locator('.monaco-hover', { hasText: 'bad day: x' });
  await poll(
    async () => {
      await workbench().page.mouse.move(0, 0);
      await line.getByText('ValueError').first().hover();
      return (await inTime(hover.waitFor({ timeout: 3_000 }))) || undefined;
    },
    { what: 'the hover of the mark', timeoutMs: 60_000 },
  );
}

it('marks the line that raised, with the values, in each theme', async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor();
  expect(await workbench().terminal.runToEnd('python days.py x', 90_000)).toBe(0);
  await expect.poll(() => problems('days.py'), { timeout: 60_000 }).toEqual([mark]);
  await workbench().openFile('days.py', raiseLine);
  await workbench().page.locator('.squiggly-info').first().waitFor();
  for (const theme of ['light', 'highContrast', 'dark'] satisfies ThemeName[]) {
    await workbench().setTheme(theme);
    await hoverMark();
    await workbench().screenshot(`marks-hover-${theme}`);
  }
});

it('shows the span behind the link of the mark', async () => {
  await hoverMark();
  await workbench().page.locator('.monaco-hover').getByText('show span').click();
  const panel = new TracesPanel(workbench());
  await (await panel.details()).getByRole('heading', { name: 'parse' }).waitFor();
  await workbench().screenshot('marks-span');
  await panel.clickSpan('plan');
  await panel.hideBehind('client_api.py');
  await hoverMark();
  await workbench().page.locator('.monaco-hover').getByText('show span').click();
  await (await panel.details()).getByRole('heading', { name: 'parse' }).waitFor();
  await workbench().palette('View: Close All Editors');
});

it('offers at the mark to copy the call, and copies it', async () => {
  await workbench().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await workbench().openFile('days.py', raiseLine);
  const entry = workbench().page.locator('.action-widget').getByText('Copy the last call of parse');
  await openLightBulb(workbench().page, entry);
  await workbench().screenshot('marks-actions');
  await entry.click();
  const copied = () => workbench().page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied, { timeout: 20_000 }).toBe("parse(day='x')");
});

it('clears the mark while the function is another, and after a good run', async () => {
  await workbench().openFile('days.py', raiseLine);
  await workbench().page.keyboard.press('End');
  await workbench().page.keyboard.type('  # why?');
  await expect.poll(() => problems('days.py')).toEqual([]);
  await workbench().palette('File: Revert File');
  await expect.poll(() => problems('days.py')).toEqual([mark]);
  expect(await workbench().terminal.runToEnd('python days.py y', 90_000)).toBe(0);
  await expect.poll(() => problems('days.py'), { timeout: 60_000 }).toEqual([]);
});

it('lists spans among the symbols of the file and of the workspace', async () => {
  const { page } = workbench();
  await workbench().updateSettings({ 'sidetrace.symbols': 'all' });
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await workbench().openFile('quickstart.py', 1);
  await page.keyboard.press('Control+Shift+O');
  await rows.filter({ hasText: 'My Span' }).first().waitFor({ timeout: 60_000 });
  await workbench().screenshot('marks-symbols-file');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+T');
  await page.locator('.quick-input-widget input.input').fill('#ToolExec');
  await rows.filter({ hasText: 'ToolExecution_' }).first().waitFor({ timeout: 60_000 });
  await workbench().screenshot('marks-symbols-workspace');
  await rows.filter({ hasText: 'ToolExecution_' }).first().click();
  await workbench().waitForCursor({ file: 'tool_calling.py', line: toolBlock });
});

const toolBlock = 117;
const toolName = 79;
const toolFunction = 72;

it('goes from the name of a tool to its function by F12', async () => {
  await workbench().openFile('tool_calling.py', toolName);
  await workbench().page.keyboard.press('End');
  for (let at = 0; at < 4; at += 1) await workbench().page.keyboard.press('ArrowLeft');
  await workbench().page.keyboard.press('F12');
  await workbench().waitForCursor({ file: 'tool_calling.py', line: toolFunction });
});

it('goes from a tool and from a prompt in the conversation to the code', async () => {
  expect(await workbench().terminal.runToEnd('python tool_calling.py', 90_000)).toBe(0);
  const panel = new TracesPanel(workbench());
  await panel.open();
  await panel.waitForTraces(3);
  await panel.selectTrace(0);
  await panel.clickSpan('ollama.chat');
  const chat = await panel.openTab('Chat');
  await chat.getByText('1 tool on offer').click();
  await chat.locator('.tools').getByRole('button', { name: 'calculate_tip' }).scrollIntoViewIfNeeded();
  for (const theme of ['light', 'highContrast', 'dark'] satisfies ThemeName[]) {
    await workbench().setTheme(theme);
    await workbench().screenshot(`marks-chat-${theme}`);
  }
  await chat.locator('.tools').getByRole('button', { name: 'calculate_tip' }).click();
  await workbench().waitForVisibleLine({ file: 'tool_calling.py', line: toolFunction });
  await workbench().openFile('tool_calling.py', 1);
  await chat.locator('.call').getByRole('button', { name: 'calculate_tip' }).click();
  await workbench().waitForVisibleLine({ file: 'tool_calling.py', line: toolFunction });
  const question = chat.getByRole('article', { name: 'user' });
  await question.getByRole('button', { name: 'Find in code' }).click();
  await workbench().waitForVisibleLine({ file: 'tool_calling.py', line: 127 });
  await workbench().screenshot('marks-prompt');
});

it('goes from a prompt to the file that it was read from, also in Japanese', async () => {
  expect(await workbench().terminal.runToEnd('python town.py', 90_000)).toBe(0);
  const panel = new TracesPanel(workbench());
  await panel.waitForTraces(4);
  await panel.selectTrace(0);
  await panel.clickSpan('ask');
  const chat = await panel.openTab('Chat');
  const system = chat.getByRole('article', { name: 'system' });
  await system.getByRole('button', { name: 'Find in code' }).click();
  await workbench().waitForVisibleLine({ file: 'town.md', line: 1 });
  await workbench().screenshot('marks-prompt-file');
});
