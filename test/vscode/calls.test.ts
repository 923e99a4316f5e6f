import { expect, it } from 'vitest';
import { poll } from './harness/poll.ts';
import { useExamples } from './harness/useExamples.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const workbench = useExamples(() => ({ 'sidetrace.port': 0, 'sidetrace.showOnFirstTrace': false }));

const minus1 = 25;
const math = 45;
const lens = () => workbench().page.locator('.codelens-decoration');

it('says above a function what its calls came to, and shows the newest in the panel', async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor();
  await workbench().openFile('quickstart.py', minus1);
  expect(await lens().count()).toBe(0);
  expect(await workbench().terminal.runToEnd('python quickstart.py', 90_000)).toBe(0);
  await workbench().openFile('quickstart.py', minus1);
  const once = lens().filter({ hasText: /^1 run · [\d.]+ (ms|s|µs)/ });
  await once.first().waitFor({ timeout: 60_000 });
  await workbench().screenshot('calls-lenses');
  await workbench().openFile('quickstart.py', math);
  const block = lens().filter({ hasText: /^2 runs · .*1 error/ });
  await block.first().waitFor({ timeout: 60_000 });
  await block.first().locator('a').first().click();
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
  const name = workbench()
    .page.locator('.view-line', { hasText: 'def minus_1' })
    .getByText('minus_1', { exact: true });
  const hover = workbench().page.locator('.monaco-hover', { hasText: 'Show in Traces' });
  await poll(
    async () => {
      // A hover goes where the mouse goes; one that comes up elsewhere takes the first move.
      await workbench().page.mouse.move(0, 0);
      await name.hover();
      return hover.waitFor({ timeout: 3_000 }).then(
        () => true as const,
        () => undefined,
      );
    },
    { what: 'the hover', timeoutMs: 60_000 },
  );
  await expect.poll(() => hover.textContent()).toMatch(/"x":\s*3/);
  await workbench().screenshot('calls-hover');
});
