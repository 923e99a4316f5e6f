import { expect, it } from 'vitest';
import { useExamples } from './harness/useExamples.ts';
import { CallHints } from './pages/CallHints.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const workbench = useExamples(() => ({ 'sidetrace.port': 0, 'sidetrace.showOnFirstTrace': false }));

const minus1 = 25;
const math = 45;
const hints = () => new CallHints(workbench());
const lens = () => workbench().page.locator('.codelens-decoration');

it('says above a function what its calls came to, and shows the one that is chosen in the panel', async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor();
  await workbench().openFile('quickstart.py', minus1);
  expect(await lens().count()).toBe(0);
  expect(await workbench().terminal.runToEnd('python quickstart.py', 90_000)).toBe(0);
  await workbench().openFile('quickstart.py', minus1);
  const once = hints().lens(/^1 run · [\d.]+ (ms|s|µs)/);
  await once.first().waitFor({ timeout: 60_000 });
  await workbench().screenshot('calls-lenses');
  await workbench().openFile('quickstart.py', math);
  const block = /^2 runs · .*1 error/;
  await hints().lens(block).first().waitFor({ timeout: 60_000 });
  const failed = (await hints().choices(block)).filter({ hasText: 'error' });
  await failed.waitFor();
  await workbench().screenshot('calls-choice');
  await failed.click();
  const panel = new TracesPanel(workbench());
  await (await panel.details()).getByRole('heading', { name: 'Math' }).waitFor();
  await workbench().screenshot('calls-revealed');
});

it('goes from a frame of the stack to its line', async () => {
  const panel = new TracesPanel(workbench());
  const details = await panel.details();
  await details.getByRole('tab', { name: /Error/ }).click();
  await details.getByRole('button', { name: 'quickstart.py", line 52' }).click();
  await workbench().waitForVisibleLine({ file: 'quickstart.py', line: 52 });
  await workbench().screenshot('calls-frame');
});

it('tells in a hover what the last call took and gave', async () => {
  await workbench().openFile('quickstart.py', minus1);
  const hover = await hints().hover('def minus_1', 'minus_1');
  await expect.poll(() => hover.textContent()).toMatch(/"x":\s*3/);
  await workbench().screenshot('calls-hover');
});
