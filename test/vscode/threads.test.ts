import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { ensureExamplesVenv, examplesDir } from '../../scripts/setup/examples.ts';
import { poll } from './harness/poll.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';

const workbench = useWorkbench(async () => ({
  workspace: examplesDir,
  extensions: [sidetraceVsix],
  path: [dirname(await ensureExamplesVenv())],
  settings: { 'sidetrace.port': 0, 'sidetrace.showOnFirstTrace': false },
  env: { FAKE_MODEL_DELAY: '0' },
}));

const submit = 54;
const fixTitle = 'Run it in a copy of the context, so that its spans stay in this trace';
const whyTitle = 'Why do threads begin traces of their own?';

it('marks the line that gave work to threads', async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor();
  expect(await workbench().terminal.runToEnd('python threads.py', 90_000)).toBe(0);
  await untilMarks(1);
  expect(await marked()).toEqual([
    { line: submit, message: '2 calls began traces of their own: a thread has no tracing context.' },
  ]);
  await openBulb();
  await workbench().screenshot('threads-light-bulb');
  await workbench().page.keyboard.press('Escape');
});

it('explains itself on a page', async () => {
  await openBulb();
  await workbench().page.getByText(whyTitle, { exact: true }).click();
  const page = await workbench().webviewFrame('h1#threads-and-traces');
  await page.getByText('instead of', { exact: true }).waitFor();
  await workbench().screenshot('threads-page');
});

it('is quiet while its setting is off', async () => {
  await workbench().updateSettings({ 'sidetrace.threadHints': false });
  await untilMarks(0);
  await workbench().updateSettings({ 'sidetrace.threadHints': true });
  await untilMarks(1);
});

it('mends the line from the light bulb, and takes the mark away', async () => {
  await openBulb();
  await workbench().page.getByText(fixTitle, { exact: true }).click();
  await untilMarks(0);
  const text = await workbench().evaluate(
    (vscode) => vscode.window.activeTextEditor?.document.getText(),
    undefined,
  );
  expect(text?.split('\n')[submit - 1]).toBe(
    '        futures = [pool.submit(contextvars.copy_context().run, parse, query) for parse in PARSERS]',
  );
  await workbench().screenshot('threads-mended');
});

async function openBulb(): Promise<void> {
  await workbench().openFile('threads.py', submit);
  await workbench().page.keyboard.press('Control+.');
  await workbench().page.getByText(whyTitle, { exact: true }).waitFor();
}

function untilMarks(count: number): Promise<true> {
  return poll(async () => (await marked()).length === count || undefined, {
    what: `${count} marks`,
    timeoutMs: 60_000,
  });
}

function marked(): Promise<readonly { readonly line: number; readonly message: string }[]> {
  return workbench().evaluate(
    (vscode) =>
      vscode.languages
        .getDiagnostics()
        .flatMap(([, found]) => found)
        .filter(({ source }) => source === 'Sidetrace')
        .map(({ range, message }) => ({ line: range.start.line + 1, message })),
    undefined,
  );
}
