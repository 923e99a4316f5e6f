import { expect, it } from 'vitest';
import type { Span } from '../../../protocol/model/span.ts';
import type { RecentCall } from '../../store/recentCalls.ts';
import { hoverText } from './hoverText.ts';

const startMs = 1_790_000_000_000;
const startNs = BigInt(startMs) * 1_000_000n;

function spanOf(over: Partial<Span> = {}): Span {
  return {
    traceId: 't1',
    spanId: 's1',
    name: 'plan',
    kind: 'TOOL',
    status: 'ok',
    startNs: `${startNs}`,
    inputs: { day: 'Monday' },
    outputs: 'rest',
    attributes: {},
    events: [],
    links: [],
    exceptions: [],
    convention: 'generic',
    scope: { name: 'test' },
    ...over,
  };
}

function call(ms: number, over: Partial<RecentCall> = {}): RecentCall {
  const endNs = startNs + BigInt(ms) * 1_000_000n;
  return {
    traceId: 't1',
    spanId: 's1',
    revision: 1,
    kind: 'TOOL',
    bytes: 1,
    name: 'plan',
    status: 'ok',
    startNs,
    endNs,
    ...over,
  };
}

function text(span: Partial<Span>, calls: readonly RecentCall[] = [call(5)], links = false): string {
  return hoverText(spanOf(span), calls, { nowMs: startMs + 100, links });
}

it('tells the newest call with what it took and gave, then the five before it', () => {
  const usage = { input: 2, output: 3, total: 1600 };
  const cost = { usd: 0.0021, basis: 'computed', unknown: 0 } as const;
  const failed = call(7, { status: 'error' });
  const told = text({ model: 'gpt-4o' }, [call(5, { usage, cost }), failed, ...Array(6).fill(call(9))]);
  expect(told).toContain('**plan** · 5 ms · 1.6k tok · \\$0\\.0021 · gpt\\-4o\n');
  expect(told).toContain('**Inputs**\n```json\n{\n  "day": "Monday"\n}\n```');
  expect(told).toContain('**Outputs**\n```text\nrest\n```');
  const [, previous = ''] = told.split('**Before that**\n\n');
  expect(previous.split('\n')).toHaveLength(5);
  expect(previous).toMatch(/^- \d\d:\d\d:\d\d · error · 7 ms\n- \d\d:\d\d:\d\d · 9 ms\n/);
});

it('leaves out what is not known', () => {
  expect(text({ inputs: null, outputs: null })).toBe('**plan** · 5 ms');
  const { endNs: _, ...running } = call(0, { status: 'running' });
  expect(text({ inputs: null, outputs: null }, [running])).toBe('**plan** · running 100 ms');
});

it('tells the exception of a call that failed', () => {
  const exceptions = [{ type: 'ValueError', message: 'no day' }];
  expect(text({ exceptions })).toContain('**Error**\n```text\nValueError: no day\n```');
});

it('links to the span where the editor runs the command', () => {
  const told = text({ traceId: 'a)b' }, [call(5)], true);
  const [, argument = ''] = /\[Show in Traces\]\(command:sidetrace\.revealSpan\?([^)]*)\)/.exec(told) ?? [];
  expect(JSON.parse(decodeURIComponent(argument))).toEqual([{ traceId: 'a)b', spanId: 's1' }]);
});

it('reads nothing that was recorded as Markdown', () => {
  const link = '[x](command:evil)';
  const told = text({ name: `${link}\n<b>`, model: '$(trash)`', outputs: `\`\`\`\n${link}`, inputs: null });
  expect(told.split('\n')[0]).toBe('**\\[x\\]\\(command\\:evil\\) \\<b\\>** · 5 ms · \\$\\(trash\\)\\`');
  // A fence that is longer than any in the value is not closed by it.
  expect(told).toContain(`**Outputs**\n\`\`\`\`text\n\`\`\`\n${link}\n\`\`\`\``);
});

it('shortens what is long, by characters and by lines', () => {
  const long = text({ inputs: 'x'.repeat(5000), outputs: 'y\n'.repeat(100) });
  expect(long).toContain(`${'x'.repeat(600)} …\n`);
  expect(long.match(/y\n/g)).toHaveLength(11);
  expect(long).toContain('y …\n');
  expect(text({ outputs: 'z'.repeat(600) })).not.toContain('…');
});

it('shows a chat as its messages, and what came of it where that is no message', () => {
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] as const;
  const told = text({ chat: { messages, tools: [] } });
  expect(told).toContain('**user**\n```text\nHello\n```\n\n**Outputs**\n```text\nrest\n```');
  expect(told).not.toContain('Inputs');
  const answer = { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] } as const;
  expect(text({ chat: { messages: [...messages, answer], tools: [] } })).not.toContain('Outputs');
});

it('links to each of the calls before', () => {
  const told = text({}, [call(5), call(7, { traceId: 't2', spanId: 's2' })], true);
  const [, argument = ''] =
    /- \[[\d:]{8}\]\(command:sidetrace\.revealSpan\?([^)]*)\) · 7 ms/.exec(told) ?? [];
  expect(JSON.parse(decodeURIComponent(argument))).toEqual([{ traceId: 't2', spanId: 's2' }]);
});
