import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Span } from '../../protocol/model/span.ts';
import { expectedTrees, withNaming } from './expectedTrees.ts';
import { type ReceiverProcess, runProgram, startReceiver, type WholeTrace } from './harness/commandLine.ts';
import { mlflowEnvironments } from './harness/environments.ts';
import { aligned, treesOf } from './harness/trees.ts';

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));
const notebookRunner = fileURLToPath(new URL('./programs/run_notebook.py', import.meta.url));

describe.each(mlflowEnvironments)('$name', (environment) => {
  let python = '';
  let receiver: ReceiverProcess;

  beforeAll(async () => {
    python = await environment.python();
  });
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.stop());

  async function run(file: string): Promise<readonly WholeTrace[]> {
    const args = file.endsWith('.ipynb') ? [notebookRunner, file] : [file];
    // Warnings are MLflow's way to say that it lost a span.
    expect(await runProgram(receiver.url, { python, args, folder })).not.toMatch(/WARNING mlflow\.(tr|en)/);
    return receiver.traces();
  }

  it.each(Object.keys(expectedTrees))('%s: every trace with its spans', async (file) => {
    const traces = await run(file);
    const expected = withNaming(expectedTrees[file] ?? [], environment.naming);
    const [got, wanted] = aligned(traces.flatMap(treesOf), expected);
    expect(got).toEqual(wanted);
    for (const { trace, spans } of traces) {
      expect(trace.status).toBe(spans.find(({ parentId }) => parentId === undefined)?.status);
      expect(spans.filter(({ endNs }) => endNs === undefined)).toEqual([]);
    }
  });

  it('tool_calling.py: messages, the tools on offer, the call and its answer', async () => {
    const [whole] = await run('tool_calling.py');
    const chats = spansOf(whole!, 'CHAT_MODEL').map(({ chat }) => chat);
    expect(chats.map((chat) => chat?.tools.map(({ name }) => name))).toEqual([
      ['calculate_tip'],
      ['calculate_tip'],
    ]);
    expect(chats.map((chat) => chat?.messages.map(({ role }) => role))).toEqual([
      ['user', 'assistant'],
      ['user', 'assistant', 'tool', 'assistant'],
    ]);
    expect(chats[0]?.messages[1]?.toolCalls).toEqual([
      { id: 'call_1', name: 'calculate_tip', arguments: { bill_amount: 84.5, tip_percentage: 15 } },
    ]);
    const [tool] = spansOf(whole!, 'TOOL');
    expect([tool?.inputs, tool?.outputs]).toEqual([
      { bill_amount: 84.5, tip_percentage: 15 },
      { result: 12.68 },
    ]);
  });

  it('openai_autolog.py: the tokens of each call, counted once on its trace', async () => {
    const traces = await run('openai_autolog.py');
    for (const whole of traces) {
      const calls = spansOf(whole, 'CHAT_MODEL').map(({ usage }) => usage);
      expect(calls).not.toContain(undefined);
      const total = calls.reduce((sum, usage) => sum + (usage?.total ?? 0), 0);
      expect(total).toBeGreaterThan(0);
      expect(whole.trace.usage?.total).toBe(total);
    }
  });

  it('quickstart.py: inputs, outputs, own attributes, and why a span failed', async () => {
    const traces = await run('quickstart.py');
    const spans = traces.flatMap((whole) => whole.spans);
    const root = spans.find(({ name }) => name === 'trace_test');
    expect([root?.inputs, root?.outputs]).toEqual([{ x: 2 }, 2]);
    const named = spans.find(({ name }) => name === 'My Span');
    expect(named?.attributes).toMatchObject({ a: 1, b: 2 });
    const failed = spans.find(({ status }) => status === 'error');
    expect(failed?.exceptions).toMatchObject([{ type: 'ValueError', message: 'Unknown mode: divide' }]);
    expect(failed?.exceptions[0]?.stacktrace).toContain('quickstart.py');
  });
});

function spansOf({ spans }: WholeTrace, kind: string): readonly Span[] {
  const found = spans.filter((span) => span.kind === kind);
  return found.toSorted((a, b) => Number(BigInt(a.startNs) - BigInt(b.startNs)));
}
