import { expect, it } from 'vitest';
import { openLightBulb } from './harness/lightBulb.ts';
import { poll } from './harness/poll.ts';
import { useExamples } from './harness/useExamples.ts';

const workbench = useExamples(() => ({ 'sidetrace.port': 0, 'sidetrace.showOnFirstTrace': false }));

const submit = 54;
const split = `${submit}: 2 calls began traces of their own: a thread has no tracing context.`;
const fixTitle = 'Run it in a copy of the context, so that its spans stay in this trace';
const whyTitle = 'Why do threads begin traces of their own?';

it('marks the line that gave work to threads', async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor();
  expect(await workbench().terminal.runToEnd('python threads.py', 90_000)).toBe(0);
  await untilMarked(split);
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
  await untilMarked();
  await workbench().updateSettings({ 'sidetrace.threadHints': true });
  await untilMarked(split);
});

it('mends the line from the light bulb, and takes the mark away', async () => {
  await openBulb();
  await workbench().page.getByText(fixTitle, { exact: true }).click();
  await untilMarked();
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
  const { page } = workbench();
  await openLightBulb(page, page.getByText(whyTitle, { exact: true }));
}

/** Exactly these; a first one may tell of a first thread alone. */
function untilMarked(...expected: readonly string[]): Promise<true> {
  return poll(async () => (await marked()).join('\n') === expected.join('\n') || undefined, {
    what: `the marks ${JSON.stringify(expected)}`,
    timeoutMs: 60_000,
  });
}

/** `line: message` */
function marked(): Promise<readonly string[]> {
  return workbench().evaluate(
    (vscode) =>
      vscode.languages
        .getDiagnostics()
        .flatMap(([, found]) => found)
        .filter(({ source }) => source === 'Sidetrace')
        .map(({ range, message }) => `${range.start.line + 1}: ${message}`),
    undefined,
  );
}
