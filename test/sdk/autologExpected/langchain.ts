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
  since,
  tipTool,
  twice,
} from './common.ts';

/** 2.14 needs the package langchain-community, which LangChain left behind. */
const isTraced = (version: MlflowVersion) => since(version, 2, 17);

/** From 3.12 on only the words of LangChain's answer are recorded, not what the provider said of it. */
const isWordsOnly = (version: MlflowVersion) => since(version, 3, 12);

const { reasoning: _, ...usageOfWords } = fullUsage;

function usageIn(version: MlflowVersion) {
  return isWordsOnly(version) ? usageOfWords : fullUsage;
}

function requested(version: MlflowVersion): SpanView {
  return {
    name: 'ChatOpenAI',
    kind: 'CHAT_MODEL',
    model: 'gpt-4o-mini',
    provider: 'openai',
    parameters: { stream: false, ...(since(version, 2, 20) ? {} : { n: 1 }), temperature: 0.2 },
  };
}

function call(version: MlflowVersion, more: Partial<SpanView>): SpanView {
  const told = { model: 'gpt-4o-mini-2024-07-18', finish: ['stop'] };
  const { finish, ...rest } = { ...requested(version), ...told, usage: usageIn(version), ...more };
  return isWordsOnly(version) ? { ...rest, model: 'gpt-4o-mini' } : { ...rest, finish };
}

function chain(name: string, children: readonly SpanView[], more: Partial<SpanView> = {}): SpanView {
  return { name, kind: 'CHAIN', ...more, ...(children.length > 0 && { children }) };
}

const documents = [
  'A trace has spans. {"source":"guide.md","page":1}',
  'A span has a start and an end. {"source":"guide.md","page":2}',
];
const context = 'system: Use this: A trace has spans.\nA span has a start and an end.';

const chains: ExpectedCases = {
  'langchain.invoke': {
    isTraced,
    parallelBelow: 'RunnableParallel<context,question>',
    trace: (version) => ({
      usage: usageIn(version),
      root: chain('RunnableSequence', [
        chain('RunnableParallel<context,question>', [
          chain('RunnableSequence', [
            { name: 'FixedRetriever', kind: 'RETRIEVER', documents },
            chain('joined', []),
          ]),
          chain('RunnablePassthrough', []),
        ]),
        chain('ChatPromptTemplate', []),
        call(version, { chat: [context, asked, answered] }),
        chain('StrOutputParser', []),
      ]),
    }),
  },
  'langchain.stream': {
    isTraced,
    trace: (version) => {
      // Nothing in 2.x has a stream's usage, and its details come with 3.12.
      const { usage: _none, ...rest } = call(version, {
        chat: ['system: Use this: nothing', asked, answered],
        parameters: since(version, 2, 20) ? { stream: false } : { stream: false, n: 1, temperature: 0.7 },
      });
      const plain = { input: 20, output: 10, total: 30 };
      const usage = isWordsOnly(version) ? usageOfWords : since(version, 3, 1) ? plain : undefined;
      const told = usage === undefined ? {} : { usage };
      return { ...told, root: chain('RunnableSequence', [{ ...rest, ...told }]) };
    },
  },
  'langchain.limited': {
    isTraced,
    raises: 'RateLimitError',
    trace: (version) => {
      const failed = since(version, 3, 17) ? 'OpenAIRateLimitError' : 'RateLimitError';
      const chat = ['system: Use this: nothing', 'user: Fail with 429, please.'];
      return { root: chain('RunnableSequence', [{ ...requested(version), failed, chat }], { failed }) };
    },
  },
  'langchain.agent': {
    isTraced,
    trace: (version) => {
      // With LangChain 1 MLflow 3.5 to 3.8 record the answer without the calls in it.
      const isCallLost = since(version, 3, 5) && !since(version, 3, 12);
      const called = calledTip('call_1');
      return {
        usage: twice(usageIn(version)),
        root: chain('LangGraph', [
          call(version, {
            finish: ['tool_calls'],
            chat: [askedTip, isCallLost ? 'assistant: ' : called],
            tools: [tipTool],
          }),
          { name: 'calculate_tip', kind: 'TOOL' },
          call(version, {
            chat: [askedTip, called, 'tool for call_1: 12.68', answeredTip],
            tools: [tipTool],
          }),
        ]),
      };
    },
  },
};

const graphs: ExpectedCases = {
  'langgraph.parallel': {
    isTraced,
    parallelBelow: 'LangGraph',
    trace: (version) => ({
      usage: usageIn(version),
      root: chain('LangGraph', [
        chain('ask', [call(version, { chat: [asked, answered] })]),
        chain('count', []),
        chain('combine', []),
      ]),
    }),
  },
  'langgraph.failing': {
    isTraced,
    raises: 'ValueError',
    trace: () => ({
      root: chain('LangGraph', [chain('fail', [], { failed: 'ValueError' })], { failed: 'ValueError' }),
    }),
  },
};

/** One call in two spans, or in one where the client library calls OpenAI's past its autologging. */
const layers: ExpectedCases = {
  'layered.own': {
    trace: (version) => {
      const inner = {
        name: 'Completions',
        kind: 'CHAT_MODEL',
        model: 'gpt-4o-mini-2024-07-18',
        finish: ['stop'],
        usage: fullUsage,
        chat: [asked, answered],
      };
      return alone({ ...inner, name: 'ask', ...(isTraced(version) && { children: [inner] }) });
    },
  },
  'layered.langchain': {
    isTraced,
    trace: (version) => {
      const outer = call(version, { chat: [asked, answered] });
      const { provider: _openai, ...inner } = { ...outer, name: 'Completions' };
      const isTwice = ['2.20.4', '3.1.4'].includes(version.name);
      return alone({ ...outer, ...(isTwice && { children: [inner] }) });
    },
  },
};

export const langChainCases: ExpectedCases = { ...chains, ...graphs, ...layers };
