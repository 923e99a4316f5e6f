import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Span } from '../../protocol/model/span.ts';
import { expectedTrees, namingOf, withNaming } from './expectedTrees.ts';
import { runProgram, startReceiver, type WholeTrace } from './harness/commandLine.ts';
import { isSince, versionsUnderTest } from './harness/mlflowVersions.ts';
import { unnumbered } from './harness/names.ts';
import { aligned, treesOf } from './harness/trees.ts';

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));
const programFile = (name: string) => fileURLToPath(new URL(`./programs/${name}`, import.meta.url));

/** In one process, which costs one import of MLflow; autologging, which stays on, comes last. */
const scripts = [
  'quickstart.py',
  'client_api.py',
  'tool_calling.py',
  'threads.py',
  'langchain_chain.py',
  'openai_autolog.py',
];
const notebook = 'notebook.ipynb';

// They use the client API, which mlflow-tracing has not, and `set_span_chat_tools`.
const versions = versionsUnderTest(['2.22.5', '3.17.2']).filter(
  (version) => !version.isTracingOnly && isSince(version, [2, 20]),
);

describe.each(versions)('the examples with MLflow $name', (version) => {
  let python = '';
  let traces: readonly WholeTrace[] = [];

  async function run(args: readonly string[]): Promise<readonly WholeTrace[]> {
    const receiver = await startReceiver();
    try {
      const output = await runProgram(receiver.url, { python, args, folder });
      // Warnings are MLflow's way to say that it lost a span.
      expect(output).not.toMatch(/WARNING mlflow\.(tr|en)/);
      return await receiver.traces();
    } finally {
      await receiver.stop();
    }
  }
  function expectTrees(files: readonly string[], found: readonly WholeTrace[]): void {
    const expected = files.flatMap(
      (file) => expectedTrees[file] ?? expect.fail(`${file} is not in the table`),
    );
    const naming = namingOf(version);
    const rename = naming === 'some numbered' ? unnumbered : <T>(spans: T) => spans;
    const trees = found.flatMap(treesOf);
    const [got, wanted] = aligned(rename(trees), rename(withNaming(expected, naming)));
    expect(got).toEqual(wanted);
    for (const { trace, spans } of found) {
      expect(trace.status).toBe(spans.find(({ parentId }) => parentId === undefined)?.status);
      expect(spans.filter(({ endNs }) => endNs === undefined)).toEqual([]);
    }
  }
  /** The traces whose root has one of these names, in order of start. */
  function named(...names: readonly string[]): readonly WholeTrace[] {
    return traces.filter(({ trace }) => names.includes(trace.name));
  }

  beforeAll(async () => {
    python = await version.python();
    traces = await run([programFile('one_after_the_other.py'), ...scripts]);
  });

  it('every trace with its spans', () => expectTrees(scripts, traces));

  it('a notebook: the same traces as from a script', async () => {
    expectTrees([notebook], await run([programFile('run_notebook.py'), notebook]));
  });

  it('tool_calling.py: messages, the tools on offer, the call and its answer', () => {
    const [whole] = named('ToolCallingLoop');
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

  it('openai_autolog.py: the tokens of each call, counted once on its trace', () => {
    const found = named('Completions', 'weather_agent');
    expect(found).toHaveLength(3);
    expect(found.some(({ trace }) => (trace.usage?.total ?? 0) > 0)).toBe(true);
    for (const whole of found) {
      const calls = spansOf(whole, 'CHAT_MODEL').map(({ usage }) => usage);
      // MLflow 2.20 drops the part of a stream that has them.
      if (isSince(version, [2, 22])) expect(calls).not.toContain(undefined);
      const total = calls.reduce((sum, usage) => sum + (usage?.total ?? 0), 0);
      expect(whole.trace.usage?.total ?? 0).toBe(total);
    }
  });

  it('quickstart.py: inputs, outputs, own attributes, and why a span failed', () => {
    const spans = named('trace_test', 'My Span', 'Math').flatMap((whole) => whole.spans);
    const root = spans.find(({ name }) => name === 'trace_test');
    expect([root?.inputs, root?.outputs]).toEqual([{ x: 2 }, 2]);
    const own = spans.find(({ name }) => name === 'My Span');
    expect(own?.attributes).toMatchObject({ a: 1, b: 2 });
    const failed = spans.find(({ status }) => status === 'error');
    expect(failed?.exceptions).toMatchObject([{ type: 'ValueError', message: 'Unknown mode: divide' }]);
    expect(failed?.exceptions[0]?.stacktrace).toContain('quickstart.py');
  });
});

function spansOf({ spans }: WholeTrace, kind: string): readonly Span[] {
  const found = spans.filter((span) => span.kind === kind);
  return found.toSorted((a, b) => Number(BigInt(a.startNs) - BigInt(b.startNs)));
}
