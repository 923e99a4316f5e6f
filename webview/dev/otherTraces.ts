/** Made-up traces for tests and the development page: other scripts, a megabyte of text, one span, very many. */
import type { JsonValue } from '../../protocol/base/json.ts';
import type { Chat } from '../../protocol/model/chat.ts';
import type { MemoryTrace } from '../host/memoryServer.ts';
import { span, trace } from './traceBuilder.ts';

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

/** As MLflow 2 announces a trace: its spans come when the root ends, or never. */
export function announcedTrace(id: string, at: number): MemoryTrace {
  const announced = trace({ traceId: `${id}-trace`, name: 'answer', status: 'running', at }, []);
  return { ...announced, row: { ...announced.row, requestId: announced.row.traceId } };
}
