import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { ThemeName } from './harness/settings.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { CallHints } from './pages/CallHints.ts';
import { agent, type SampleSpan, sendTrace } from './pages/sampleTraces.ts';

const program = `import mlflow

@mlflow.trace(name="ollama.chat", span_type="CHAT_MODEL")
def ask_model(messages, model="llama3.2"):
    ...

@mlflow.trace(name="献立を考える")
def plan_menu(query, 種類="副菜"):
    ...

@mlflow.trace
def render(template):
    ...
`;
const hostile =
  '[click](command:workbench.action.quit) <img src=x onerror=alert(1)> $(trash) `code` **bold**\n# Title';
const names = { model: 'ask_model', japanese: 'plan_menu', hostile: 'render' };

const workbench = useWorkbench(async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'st-look-calls-'));
  await writeFile(join(workspace, 'app.py'), program);
  return {
    workspace,
    extensions: [sidetraceVsix],
    settings: {
      'sidetrace.port': 0,
      'sidetrace.alsoListenOnOtlpPort': false,
      'sidetrace.showOnFirstTrace': false,
      // Their hovers say the same.
      'sidetrace.values.mode': 'off',
      'workbench.reduceMotion': 'on',
    },
  };
});
const hints = () => new CallHints(workbench());

/** Twelve calls of different lengths, two of which failed. */
function menus(number: number): readonly SampleSpan[] {
  const took = [840, 1302, 960, 720, 1810, 12_400, 640, 880, 1020, 300, 450, 1302][number - 1] ?? 1;
  const message = `在庫がありません: ${'小松菜、'.repeat(20)}`;
  const error = { type: 'ValueError', message, stacktrace: `ValueError: ${message}` };
  const query = `${number}人分、10分以内に500円未満で作れる副菜を三つ、材料と手順も教えてください。`;
  const span = { name: '献立を考える', at: 0, took, inputs: { query, 種類: '副菜' } };
  return [number === 4 || number === 9 ? { ...span, error } : { ...span, outputs: '小松菜の胡麻和え' }];
}

beforeAll(async () => {
  const item = workbench().statusBarItem(/Sidetrace :(\d+)/);
  await item.waitFor({ timeout: 60_000 });
  const port = Number(/:(\d+)/.exec((await item.textContent()) ?? '')?.[1]);
  const startMs = Date.now() - 3_600_000;
  const traces = [
    ...Array.from({ length: 12 }, (_, index) => menus(index + 1)),
    agent(),
    [{ name: 'render', at: 0, took: 0.4, inputs: { template: hostile }, outputs: 'x'.repeat(20_000) }],
  ];
  for (const [index, spans] of traces.entries())
    await sendTrace(port, { spans, startMs: startMs + index * 60_000, number: index + 1 });
  await workbench().palette('View: Toggle Primary Side Bar Visibility');
  await workbench().openFile('app.py', 1);
  await hints()
    .lens(/^12 runs/)
    .waitFor({ timeout: 60_000 });
});

it.each<ThemeName>(['dark', 'light', 'highContrast', 'highContrastLight'])(
  'shows lenses, the choice behind one and hovers in the theme %s',
  async (theme) => {
    await workbench().setTheme(theme);
    await workbench().screenshot(`calls-look-${theme}-lenses`);
    const chat = await hints().hover('def ask_model', names.model);
    await chat.getByText('→ calculate_tip(bill_amount=187.32, tip_percentage=22)').waitFor();
    expect(await chat.locator('strong').allTextContents()).toContain('assistant');
    await workbench().screenshot(`calls-look-${theme}-chat`);
    const menu = await hints().hover('def plan_menu', names.japanese);
    await menu.getByText(/Last 12 calls/).waitFor();
    await workbench().screenshot(`calls-look-${theme}-hover`);
    const choices = await hints().choices(/^12 runs/);
    await choices.filter({ hasText: '在庫がありません' }).first().waitFor();
    await workbench().screenshot(`calls-look-${theme}-choice`);
    await workbench().page.keyboard.press('Escape');
  },
);

it('reads nothing that a program recorded as Markdown', async () => {
  const hover = await hints().hover('def render', names.hostile);
  await hover.getByText('[click](command:workbench.action.quit)').waitFor();
  expect(await hover.locator('a').allTextContents()).toEqual(['Show in Traces']);
  expect(await hover.locator('img, h1').count()).toBe(0);
  await workbench().screenshot('calls-look-hostile');
});

it('shows all of it in a narrow window', async () => {
  await workbench().page.setViewportSize({ width: 620, height: 700 });
  await hints().hover('def plan_menu', names.japanese);
  await workbench().screenshot('calls-look-narrow');
});
