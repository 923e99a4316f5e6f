import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { poll } from './harness/poll.ts';
import { useExamples } from './harness/useExamples.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const programTimeoutMs = 90_000;
const statusPattern = /Sidetrace :(\d+) · (\d+)/;

/** Something else on the port that we want first. */
let occupant: Server;
let takenPort = 0;

beforeAll(async () => {
  occupant = createServer((socket) => socket.end('not a receiver\n'));
  await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve));
  takenPort = (occupant.address() as { readonly port: number }).port;
});
afterAll(() => occupant.close());

const workbench = useExamples(() => ({ 'sidetrace.port': takenPort }));

it('listens by itself, on another port when the wanted one is taken, and says so', async () => {
  const { port } = await statusOf();
  expect(port).not.toBe(takenPort);
  const label = await workbench().statusBarItem(statusPattern).locator('a').getAttribute('aria-label');
  expect(label).toContain(String(port));
});

it('shows an empty panel that says what to do, then the first trace by itself', async () => {
  const panel = new TracesPanel(workbench());
  await panel.open();
  await (await panel.frame()).getByText('No traces yet').waitFor();
  await workbench().screenshot('empty');
  expect(await workbench().terminal.runToEnd('python quickstart.py', programTimeoutMs)).toBe(0);
  await panel.waitForTraces(6);
  const { traceCount } = await statusOf();
  expect(traceCount).toBe(6);
});

it('keeps traces, selection and the panel over a reload of the window', async () => {
  const panel = new TracesPanel(workbench());
  await panel.selectTrace(5);
  await panel.clickSpan('minus_1');
  await workbench().waitForVisibleLine({ file: 'quickstart.py', line: 26 });
  const before = await statusOf();
  await workbench().reload();
  await panel.waitForTraces(6);
  await (await panel.details()).getByRole('heading', { name: 'minus_1' }).waitFor();
  expect(await statusOf()).toEqual(before);
});

it('shows the same span after it was hidden behind another tab', async () => {
  const panel = new TracesPanel(workbench());
  await panel.hideBehind('client_api.py');
  await panel.open();
  await panel.waitForTraces(6);
  await (await panel.details()).getByRole('heading', { name: 'minus_1' }).waitFor();
});

it('loses nothing when the server process is killed, and comes back on the same port', async () => {
  const panel = new TracesPanel(workbench());
  const before = await statusOf();
  const { pid } = await health(before.port);
  process.kill(pid, 'SIGKILL');
  await poll(
    async () => ((await health(before.port).catch(() => undefined))?.pid ?? pid) !== pid || undefined,
    {
      what: 'another server process on the same port',
      timeoutMs: 30_000,
    },
  );
  await panel.waitForTraces(6);
  await panel.selectTrace(0);
  expect((await panel.tree())[0]?.name).toBe('plan_trip');
});

it('shows spans while the program still runs, follows the one that runs, and names the run', async () => {
  const panel = new TracesPanel(workbench());
  const frame = await panel.frame();
  await frame.getByRole('button', { name: 'Follow', pressed: false }).click();
  await workbench().terminal.run('FAKE_MODEL_DELAY=3 python tool_calling.py');
  const running = (await panel.traces()).filter({ has: frame.locator('.pulse') });
  await running.first().waitFor({ timeout: programTimeoutMs });
  const inner = frame.locator('[role=treeitem][aria-level="2"][aria-selected=true] .running-dot');
  await inner.waitFor({ timeout: programTimeoutMs });
  await frame.locator('.run-row', { hasText: 'tool_calling.py' }).getByLabel('Terminal command').waitFor();
  await workbench().screenshot('running');
  await panel.waitForTraces(7);
});

it('has chat, tools on offer and tool calls, inputs, outputs and the exception', async () => {
  const panel = new TracesPanel(workbench());
  await panel.selectTrace(0);
  await panel.clickSpan('ollama.chat');
  const chat = await panel.openTab('Chat');
  await chat.getByText('calculate_tip(bill_amount=84.5, tip_percentage=15)').waitFor();
  await chat.getByText('1 tool on offer').waitFor();
  await panel.clickSpan('ToolExecution_calculate_tip');
  await (await panel.details()).getByText('tip_percentage').first().waitFor();
  await (await panel.traces()).filter({ hasText: 'Unknown mode: divide' }).click();
  await panel.clickSpan('Math');
  const error = await panel.openTab('Error');
  await error.getByText('raise ValueError').waitFor();
});

it('moves through the tree by keyboard and opens the line with Enter', async () => {
  const panel = new TracesPanel(workbench());
  await panel.selectTrace(6);
  await panel.clickSpan('trace_test');
  await workbench().page.keyboard.press('ArrowDown');
  await workbench().page.keyboard.press('ArrowDown');
  await workbench().page.keyboard.press('Enter');
  await workbench().waitForVisibleLine({ file: 'quickstart.py', line: 26 });
  await (await panel.details()).getByRole('heading', { name: 'minus_1' }).waitFor();
});

async function statusOf(): Promise<{ readonly port: number; readonly traceCount: number }> {
  const item = workbench().statusBarItem(statusPattern);
  await item.waitFor({ timeout: 60_000 });
  const match = statusPattern.exec((await item.textContent()) ?? '');
  return { port: Number(match?.[1]), traceCount: Number(match?.[2]) };
}

async function health(port: number): Promise<{ readonly pid: number }> {
  const response = await fetch(`http://127.0.0.1:${port}/api/health`);
  return (await response.json()) as { readonly pid: number };
}
