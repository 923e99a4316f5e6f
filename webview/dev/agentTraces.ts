/** Made-up traces of agents for tests and the development page: running, done, failed. */
import type { Chat } from '../../protocol/model/chat.ts';
import type { MemoryTrace } from '../host/memoryServer.ts';
import { nanos, span, trace } from './traceBuilder.ts';

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
