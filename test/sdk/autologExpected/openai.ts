import type { SpanView } from '../autologView.ts';
import type { MlflowVersion } from '../harness/mlflowVersions.ts';
import {
  alone,
  answered,
  answeredTip,
  asked,
  askedTip,
  calledTip,
  type ExpectedCases,
  fullUsage,
  pair,
  since,
  thought,
  tipTool,
} from './common.ts';

const model = 'gpt-4o-mini-2024-07-18';

function call(more: Partial<SpanView>): SpanView {
  return { name: 'Completions', kind: 'CHAT_MODEL', model, finish: ['stop'], usage: fullUsage, ...more };
}

/** Without usage, which nobody asked the stream for. */
function streamed(more: Partial<SpanView>): SpanView {
  const { usage, ...rest } = call({ parameters: { stream: true }, ...more });
  return more.usage === undefined ? rest : { ...rest, usage: more.usage };
}

/** The Responses API gives no reason where an answer is complete. */
function response(more: Partial<SpanView>): SpanView {
  return { name: 'Responses', kind: 'CHAT_MODEL', model, usage: fullUsage, ...more };
}

/** Before the events of 2.20 an attribute had the chunks. */
function chunks(version: MlflowVersion, count: number): Pick<SpanView, 'chunks'> {
  return since(version, 2, 20) ? { chunks: count } : {};
}

/** 2.14 logs a run for each call, never a trace. */
const isTraced = (version: MlflowVersion) => since(version, 2, 17);
const isAsyncTraced = (version: MlflowVersion) => since(version, 2, 22);
/** 2.22.5 patches the place where the client library of its day no longer has it. */
const isParseTraced = (version: MlflowVersion) => since(version, 2, 20) && version.name !== '2.22.5';
const isResponsesTraced = (version: MlflowVersion) => since(version, 2, 22);

const filter = ['8 looked at', 'violence low (question)', 'violence low (answer)'];

const chat: ExpectedCases = {
  'openai.chat': {
    isTraced,
    trace: () =>
      alone(
        call({
          parameters: { temperature: 0.2, max_tokens: 50 },
          chat: ['system: Be brief.', asked, answered],
        }),
      ),
  },
  'openai.choices': {
    isTraced,
    trace: () =>
      alone(
        call({ parameters: { n: 2 }, finish: ['stop', 'stop'], chat: [asked, answered, `${answered} (2)`] }),
      ),
  },
  'openai.refusal': {
    isTraced,
    trace: () => alone(call({ chat: ['user: Please refuse.', 'assistant: I will not.'] })),
  },
  'openai.tools': {
    isTraced,
    trace: () =>
      pair(
        call({ finish: ['tool_calls'], chat: [askedTip, calledTip('call_1')], tools: [tipTool] }),
        call({
          chat: [askedTip, calledTip('call_1'), 'tool for call_1: {"result": 12.68}', answeredTip],
          tools: [tipTool],
        }),
      ),
  },
  'openai.image': {
    isTraced,
    trace: () => alone(call({ chat: [`${asked} [image image/png]`, answered] })),
  },
  'openai.structured': {
    isTraced: isParseTraced,
    trace: () =>
      alone(
        call({
          parameters: { response_format: "<class 'openai_cases.Filter'>" },
          chat: ['user: Within 10 minutes?', 'assistant: {"max_minutes": 10}'],
        }),
      ),
  },
  'openai.async': {
    isTraced: isAsyncTraced,
    trace: () => alone(call({ name: 'AsyncCompletions', chat: [asked, answered] })),
  },
  'openai.limited': {
    isTraced,
    raises: 'RateLimitError',
    trace: () => alone(failed('RateLimitError', 'user: Fail with 429, please.')),
  },
  'openai.broken': {
    isTraced,
    raises: 'InternalServerError',
    trace: () => alone(failed('InternalServerError', 'user: Fail with 500, please.')),
  },
};

function failed(type: string, question: string): SpanView {
  return { name: 'Completions', kind: 'CHAT_MODEL', failed: type, model: 'gpt-4o-mini', chat: [question] };
}

const streams: ExpectedCases = {
  'openai.stream': {
    isTraced,
    trace: (version) =>
      alone(
        streamed({
          parameters: { stream: true, stream_options: { include_usage: true } },
          chat: [asked, answered],
          usage: fullUsage,
          ...chunks(version, 11),
        }),
      ),
  },
  'openai.stream_tools': {
    isTraced,
    trace: (version) =>
      alone(
        streamed({
          finish: ['tool_calls'],
          chat: [askedTip, calledTip('call_1')],
          tools: [tipTool],
          ...chunks(version, 5),
        }),
      ),
  },
  'openai.async_stream': {
    isTraced: isAsyncTraced,
    trace: () => alone(streamed({ name: 'AsyncCompletions', chat: [asked, answered], chunks: 10 })),
  },
};

const responses: ExpectedCases = {
  'openai.responses': {
    isTraced: isResponsesTraced,
    trace: () =>
      alone(
        response({
          parameters: { temperature: 0.2 },
          chat: ['system: Be brief.', 'user: Think: what is a trace?', thought],
        }),
      ),
  },
  'openai.responses_stream': {
    isTraced: isResponsesTraced,
    trace: () =>
      alone(
        response({
          parameters: { stream: true },
          chat: ['user: Think: what is a trace?', thought],
          chunks: 15,
        }),
      ),
  },
  'openai.responses_tools': {
    isTraced: isResponsesTraced,
    trace: () => {
      const tools = ['calculate_tip(bill_amount, tip_percentage): Calculate the tip'];
      const answer = [askedTip, calledTip('call_1'), 'tool for call_1: {"result": 12.68}', answeredTip];
      return pair(
        response({ chat: [askedTip, calledTip('call_1')], tools }),
        response({ chat: answer, tools }),
      );
    },
  },
};

export const openAiCases: ExpectedCases = {
  ...chat,
  ...streams,
  ...responses,
  'openai.embeddings': {
    isTraced,
    trace: () =>
      alone({
        name: 'Embeddings',
        kind: 'EMBEDDING',
        model: 'text-embedding-3-small',
        usage: { input: 20, output: 0, total: 20 },
        vectors: '2 × 4',
      }),
  },
  'azure.chat': {
    isTraced,
    trace: () => alone(call({ parameters: { temperature: 0 }, chat: [asked, answered], filter })),
  },
  'azure.stream': {
    isTraced,
    trace: (version) => alone(streamed({ chat: [asked, answered], filter, ...chunks(version, 11) })),
  },
};
