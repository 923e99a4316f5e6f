/** Made-up traces for the development page: every state that a view has to show well. */
import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { Chat } from '../../protocol/model/chat.ts';
import type { SpanStatus } from '../../protocol/model/span.ts';
import type { MemorySpan, MemoryTrace } from '../host/memoryHost.ts';

const nanos = (millis: number): string =>
  `${Math.floor(millis / 1000)}${String(Math.round((millis % 1000) * 1e6)).padStart(9, '0')}`;

interface SpanPlan {
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly kind: string;
  readonly at: number;
  readonly took?: number;
  readonly status?: SpanStatus;
  readonly model?: string;
  readonly tokens?: number;
  readonly hint?: string;
  readonly span?: MemorySpan['span'];
  readonly file?: string;
  readonly texts?: MemorySpan['texts'];
}

function span(start: number, plan: SpanPlan): MemorySpan {
  const { id, parent, name, kind, at, took, status, model, tokens, hint, file } = plan;
  const [path = '', line = '1'] = (file ?? '').split(':');
  return {
    row: {
      spanId: id,
      ...(parent !== undefined && { parentId: parent }),
      name,
      kind,
      status: status ?? (took === undefined ? 'running' : 'ok'),
      startNs: nanos(start + at),
      ...(took !== undefined && { endNs: nanos(start + at + took) }),
      ...(model !== undefined && { model }),
      ...(tokens !== undefined && { tokens }),
      ...(hint !== undefined && { hint }),
    },
    span: { attributes: attributesOf(plan), ...plan.span },
    places: file === undefined ? [] : [{ file: `/home/me/app/${path}`, line: Number(line), basis: 'index' }],
    ...(plan.texts && { texts: plan.texts }),
  };
}

function attributesOf({ kind, name, model }: SpanPlan): JsonObject {
  return {
    'mlflow.spanType': JSON.stringify(kind),
    'mlflow.spanFunctionName': JSON.stringify(name),
    ...(model !== undefined && { 'gen_ai.request.model': model, 'gen_ai.request.temperature': 0.2 }),
  };
}

function trace(
  row: Omit<TraceRow, 'revision' | 'startNs' | 'spanCount' | 'errorCount'> & {
    readonly at: number;
    readonly took?: number;
  },
  spans: readonly MemorySpan[],
): MemoryTrace {
  const { at, took, ...rest } = row;
  const errorCount = spans.filter((item) => item.row.status === 'error').length;
  const end = took === undefined ? {} : { endNs: nanos(at + took) };
  return {
    row: { ...rest, startNs: nanos(at), ...end, spanCount: spans.length, errorCount, revision: 1 },
    spans,
  };
}

const tool = {
  name: 'calculate_tip',
  description: 'Calculate the tip amount based on the bill amount and a percentage.',
  parameters: {
    type: 'object',
    properties: {
      bill_amount: { type: 'number', description: 'The total of the bill' },
      tip_percentage: { type: 'number', description: 'Percent, e.g. 22' },
    },
    required: ['bill_amount', 'tip_percentage'],
  },
};

function tipChat(answered: boolean): Chat {
  const question: Chat['messages'] = [
    {
      role: 'system',
      content: [{ type: 'text', text: 'You are a careful assistant. Use the tools for arithmetic.' }],
    },
    { role: 'user', content: [{ type: 'text', text: 'What is the tip for a $187.32 bill with a 22% tip?' }] },
    {
      role: 'assistant',
      content: [],
      toolCalls: [
        { id: 'call_1', name: 'calculate_tip', arguments: { bill_amount: 187.32, tip_percentage: 22 } },
      ],
    },
  ];
  if (!answered) return { messages: question, tools: [tool] };
  return {
    tools: [tool],
    messages: [
      ...question,
      { role: 'tool', toolCallId: 'call_1', content: [{ type: 'text', text: '{"result": 41.21}' }] },
      {
        role: 'assistant',
        content: [
          {
            type: 'text',
            text: 'The tip for a **$187.32** bill at 22 % is **$41.21**.\n\n- Bill: `187.32`\n- Tip: `41.21`\n- Total: `228.53`\n\nSee [the rules](https://example.com/tips).',
          },
        ],
      },
    ],
  };
}

/** A tool-calling loop; `running`: it stands in its tool. */
export function agentTrace(id: string, at: number, running: boolean): MemoryTrace {
  const usage = { input: 120, output: 45, total: 165 };
  const took = running ? {} : { took: 3420 };
  const spans = [
    span(at, {
      id: `${id}1`,
      name: 'ToolCallingLoop',
      kind: 'AGENT',
      at: 0,
      ...took,
      file: 'agent.py:33',
      span: { chat: tipChat(!running), usage: { input: 330, output: 90, total: 420 } },
    }),
    span(at, {
      id: `${id}2`,
      parent: `${id}1`,
      name: 'plan',
      kind: 'CHAIN',
      at: 40,
      took: 620,
      hint: '2 in parallel',
      file: 'agent.py:12',
      span: {
        inputs: { question: 'What is the tip for a $187.32 bill with a 22% tip?', steps: 2 },
        outputs: { steps: ['time filter', 'cost filter'], ok: true, retries: null },
      },
    }),
    span(at, {
      id: `${id}3`,
      parent: `${id}2`,
      name: 'time filter',
      kind: 'LLM',
      at: 60,
      took: 561,
      model: 'gpt-4o-mini',
      tokens: 88,
    }),
    span(at, {
      id: `${id}4`,
      parent: `${id}2`,
      name: 'cost filter',
      kind: 'LLM',
      at: 60,
      took: 424,
      model: 'gpt-4o-mini',
      tokens: 77,
    }),
    span(at, {
      id: `${id}5`,
      parent: `${id}1`,
      name: 'ollama.chat',
      kind: 'CHAT_MODEL',
      at: 700,
      took: 1180,
      model: 'llama3.2',
      tokens: 165,
      file: 'agent.py:37',
      span: {
        chat: tipChat(false),
        usage,
        model: 'llama3.2',
        provider: 'ollama',
        parameters: { temperature: 0.2, num_ctx: 4096 },
        finishReasons: ['tool_calls'],
        inputs: { model: 'llama3.2', messages: [{ role: 'user', content: 'What is the tip?' }] },
        outputs: { message: { role: 'assistant', content: '' }, prompt_eval_count: 120, eval_count: 45 },
      },
    }),
    span(at, {
      id: `${id}6`,
      parent: `${id}1`,
      name: 'ToolExecution_calculate_tip',
      kind: 'TOOL',
      at: 1900,
      ...(running ? {} : { took: 2 }),
      hint: '(187.32, 22)',
      file: 'agent.py:28',
      span: {
        inputs: { bill_amount: 187.32, tip_percentage: 22 },
        outputs: running ? null : { result: 41.21 },
        thread: { name: 'MainThread' },
      },
    }),
  ];
  const last = span(at, {
    id: `${id}7`,
    parent: `${id}1`,
    name: 'ollama.chat',
    kind: 'CHAT_MODEL',
    at: 1920,
    took: 1480,
    model: 'llama3.2',
    tokens: 165,
    file: 'agent.py:37',
    span: { chat: tipChat(true), usage, model: 'llama3.2' },
  });
  return trace(
    {
      traceId: `${id}-trace`,
      name: 'ToolCallingLoop',
      status: running ? 'running' : 'ok',
      at,
      ...took,
      preview: 'What is the tip for a $187.32 bill with a 22% tip?',
      usage: { input: 330, output: 90, total: running ? 330 : 495 },
    },
    running ? spans : [...spans, last],
  );
}

export function failedTrace(id: string, at: number): MemoryTrace {
  const stacktrace = [
    'Traceback (most recent call last):',
    '  File "/home/me/app/agent.py", line 41, in answer',
    '    messages.append(run_tool(call))',
    '  File "/home/me/app/tools.py", line 19, in run_tool',
    '    raise ValueError(f"No implementation for tool: {call.name}")',
    'ValueError: No implementation for tool: convert',
  ].join('\n');
  const exceptions = [{ type: 'ValueError', message: 'No implementation for tool: convert', stacktrace }];
  const event = {
    name: 'exception',
    timeNs: nanos(at + 2290),
    attributes: { 'exception.type': 'ValueError', 'exception.escaped': false },
  };
  return trace(
    {
      traceId: `${id}-trace`,
      name: 'ToolCallingLoop',
      status: 'error',
      at,
      took: 2310,
      preview: 'ValueError: No implementation for tool: convert',
      usage: { input: 1000, output: 230, total: 1230 },
    },
    [
      span(at, {
        id: `${id}1`,
        name: 'ToolCallingLoop',
        kind: 'AGENT',
        at: 0,
        took: 2310,
        status: 'error',
        hint: 'ValueError',
        file: 'agent.py:33',
        span: {
          exceptions,
          events: [event],
          inputs: { question: 'How many euros are 20 dollars?' },
          statusMessage: 'ValueError: No implementation for tool: convert',
        },
      }),
      span(at, {
        id: `${id}2`,
        parent: `${id}1`,
        name: 'ollama.chat',
        kind: 'CHAT_MODEL',
        at: 30,
        took: 1810,
        model: 'llama3.2',
        tokens: 1230,
      }),
      span(at, {
        id: `${id}3`,
        parent: `${id}1`,
        name: 'retrieve',
        kind: 'RETRIEVER',
        at: 1850,
        took: 400,
        hint: '3 documents',
        span: {
          inputs: { query: 'exchange rates', k: 3 },
          documents: [
            {
              id: 'rates.md',
              content: 'Rates are fixed each day at 16:00 CET.',
              score: 0.8312,
              metadata: { source: 'rates.md', page: 2 },
            },
            { content: 'Fees apply.', score: 0.41, metadata: {} },
          ],
        },
      }),
      span(at, {
        id: `${id}4`,
        parent: `${id}3`,
        name: 'keyword search',
        kind: 'RETRIEVER',
        at: 1880,
        took: 320,
        status: 'aborted',
      }),
      span(at, {
        id: `${id}5`,
        parent: `${id}1`,
        name: 'ToolExecution_convert',
        kind: 'TOOL',
        at: 2280,
        took: 20,
        status: 'error',
        hint: 'ValueError',
        file: 'tools.py:19',
        span: { exceptions },
      }),
      span(at, { id: `${id}6`, parent: 'not-there', name: 'log_usage', kind: 'func', at: 2292, took: 6 }),
    ],
  );
}

export function japaneseTrace(id: string, at: number): MemoryTrace {
  const text = '10分以内に500円未満で作れる副菜教えて';
  return trace(
    {
      traceId: `${id}-trace`,
      name: 'create_metadata_filter_from_user_query',
      status: 'ok',
      at,
      took: 1300,
      preview: text,
      usage: { input: 3900, output: 212, total: 4112 },
    },
    [
      span(at, {
        id: `${id}1`,
        name: 'create_metadata_filter_from_user_query',
        kind: 'CHAIN',
        at: 0,
        took: 1300,
        file: 'recipes.py:52',
        span: {
          inputs: { query: text },
          outputs: { 調理時間: { $lte: 10 }, 費用: { $lt: 500 }, 料理: '副菜' },
        },
      }),
      span(at, {
        id: `${id}2`,
        parent: `${id}1`,
        name: '時間フィルタ',
        kind: 'LLM',
        at: 20,
        took: 1240,
        model: 'gpt-4o-mini',
        tokens: 2056,
      }),
      span(at, {
        id: `${id}3`,
        parent: `${id}1`,
        name: '費用フィルタ',
        kind: 'LLM',
        at: 22,
        took: 1060,
        model: 'gpt-4o-mini',
        tokens: 2056,
      }),
    ],
  );
}

/** A prompt of a megabyte, of which the server sends the start. */
export function longTrace(id: string, at: number): MemoryTrace {
  const line =
    'The quick brown fox reads a long contract, clause by clause, and finds nothing to object to.\n';
  const whole = line.repeat(Math.ceil(1_000_000 / line.length));
  const path = ['chat', 'messages', 0, 'content', 0, 'text'];
  const chat: Chat = {
    tools: [],
    messages: [
      { role: 'user', content: [{ type: 'text', text: whole.slice(0, 20_000) }] },
      {
        role: 'assistant',
        content: [
          {
            type: 'text',
            text: '## Nothing to object to\n\n| clause | verdict |\n| --- | --- |\n| 1 | fine |\n| 2 | fine |\n\n```python\nprint("done")\n```',
          },
        ],
      },
    ],
  };
  return trace(
    {
      traceId: `${id}-trace`,
      name: 'review_contract',
      status: 'ok',
      at,
      took: 61_240,
      preview: 'The quick brown fox reads a long contract',
      usage: { input: 241_000, output: 64, total: 241_064 },
    },
    [
      span(at, {
        id: `${id}1`,
        name: 'review_contract',
        kind: 'CHAT_MODEL',
        at: 0,
        took: 61_240,
        model: 'claude-sonnet',
        tokens: 241_064,
        span: { chat, model: 'claude-sonnet', usage: { input: 241_000, output: 64, total: 241_064 } },
        texts: new Map([[JSON.stringify(path), whole]]),
      }),
    ],
  );
}

export function oneSpanTrace(id: string, at: number): MemoryTrace {
  const inputs: JsonValue = { args: [2, 10] };
  return trace({ traceId: `${id}-trace`, name: 'pow', status: 'ok', at, took: 0.32 }, [
    span(at, {
      id: `${id}1`,
      name: 'pow',
      kind: 'func',
      at: 0,
      took: 0.32,
      file: 'quickstart.py:12',
      span: { inputs, outputs: 1024 },
    }),
  ]);
}

/** `count` spans, ten to a parent, as an agent that runs for long makes them. */
export function largeTrace(id: string, at: number, count: number): MemoryTrace {
  const kinds = ['CHAIN', 'LLM', 'TOOL', 'RETRIEVER'];
  const total = count * 3;
  const spans = Array.from({ length: count }, (_, index) =>
    span(at, {
      id: `${id}${index}`,
      ...(index > 0 && { parent: `${id}${Math.floor((index - 1) / 10)}` }),
      name: index === 0 ? 'long_run' : `step ${index}`,
      kind: kinds[index % kinds.length] ?? 'CHAIN',
      at: index * 3,
      took: index === 0 ? total : Math.min(total - index * 3, 20 + ((index * 7919) % 4000)),
      status: index % 997 === 5 ? 'error' : 'ok',
    }),
  );
  return trace(
    { traceId: `${id}-trace`, name: 'long_run', status: 'ok', at, took: total, preview: `${count} spans` },
    spans,
  );
}
