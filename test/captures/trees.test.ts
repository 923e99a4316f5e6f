import { expect, it } from 'vitest';
import { normaliseSpan } from '../../server/normalise/normalise.ts';
import { mlflowRecording, normalisedSpans, treeOf } from './load.ts';

const mlflowTip = `
tip_assistant [AGENT]
  search_etiquette [RETRIEVER]
  Embeddings [EMBEDDING]
  Completions [CHAT_MODEL]
  calculate_tip [TOOL]
  Completions [CHAT_MODEL]
  convert_currency [TOOL]
  Completions [CHAT_MODEL]
  Completions [CHAT_MODEL]
  Completions [CHAT_MODEL]`;

const openinferenceOpenai = `
tip_assistant [AGENT]
  search_etiquette [RETRIEVER]
  CreateEmbeddings [EMBEDDING]
  ChatCompletion [LLM]
  calculate_tip [TOOL]
  ChatCompletion [LLM]
  convert_currency [TOOL]
  ChatCompletion [LLM]
  ChatCompletion [LLM]
  ChatCompletion [LLM]
messages.create [LLM]
  anthropic.messages.create [CHAT_MODEL]
messages.create [LLM]
  anthropic.messages.create [CHAT_MODEL]
messages.create [LLM]
  anthropic.messages.create [CHAT_MODEL]`;

const openinferenceLangchain = `
R [RETRIEVER]
tip_assistant [CHAIN]
  model [CHAIN]
    ChatOpenAI [LLM]
  tools [CHAIN]
    calculate_tip [TOOL]
  model [CHAIN]
    ChatOpenAI [LLM]
convert_currency [TOOL]
RunnableSequence [CHAIN]
  ChatPromptTemplate [PROMPT]
  ChatOpenAI [LLM]
ChatOpenAI [LLM]
ChatOpenAI [LLM]`;

const otelGenai = `
invoke_agent tip_assistant [AGENT]
  retrieval etiquette [RETRIEVER]
  embeddings text-embedding-3-small [EMBEDDING]
  chat gpt-4o-mini [CHAT_MODEL]
  execute_tool calculate_tip [TOOL]
  chat gpt-4o-mini [CHAT_MODEL]
  execute_tool convert_currency [TOOL]
  chat gpt-4o-mini [CHAT_MODEL]
  chat gpt-4o-mini [CHAT_MODEL]
  chat gpt-err [CHAT_MODEL]`;

const strands = `
invoke_agent tip_assistant [AGENT]
  execute_event_loop_cycle [CHAIN]
    chat [CHAT_MODEL]
    execute_tool calculate_tip [TOOL]
  execute_event_loop_cycle [CHAIN]
    chat [CHAT_MODEL]`;

const semconvMode = `
invoke_agent tip_assistant [AGENT]
  RETRIEVER [RETRIEVER]
  embeddings text-embedding-3-small [EMBEDDING]
  chat gpt-4o-mini-2024-07-18 [CHAT_MODEL]
  execute_tool calculate_tip [TOOL]
  chat gpt-4o-mini-2024-07-18 [CHAT_MODEL]
  execute_tool convert_currency [TOOL]
  chat gpt-4o-mini-2024-07-18 [CHAT_MODEL]
  chat gpt-4o-mini-2024-07-18 [CHAT_MODEL]
  chat [CHAT_MODEL]`;

it.each([
  ['mlflow-3.17-otel1.40', mlflowTip],
  ['openinference-openai', openinferenceOpenai],
  ['openinference-langchain', openinferenceLangchain],
  ['otel-genai-1.3b0', otelGenai],
  ['strands', strands],
  ['strands-latest', strands],
  ['mlflow-3.17-genai-semconv', semconvMode],
])('%s: names, nesting and kinds', (sdk, tree) => {
  expect(`\n${treeOf(normalisedSpans(sdk))}`).toBe(tree);
});

const outer = `
outer [UNKNOWN]
  manual [RETRIEVER]
  double-it [TOOL]`;
const failing = `
boom [UNKNOWN]
  inner_boom [UNKNOWN]`;

it.each([
  ['2.14.3', outer, failing],
  ['2.20.4', outer, failing],
  ['2.22.5', outer, failing],
  ['3.1.4', outer, failing],
  ['3.3.2', outer, failing],
  ['3.5.1', outer, failing],
])('MLflow %s quick start: artifacts', (version, first, last) => {
  const { artifacts } = mlflowRecording(version, 'quickstart');
  const trees = artifacts.map((spans) => `\n${treeOf(spans.map((span) => normaliseSpan(span)))}`);
  expect(trees[0]).toBe(first);
  expect(trees.at(-1)).toBe(last);
  expect(trees).toContain('\npow [UNKNOWN]');
});

it('MLflow 3.17 quick start: OTLP in batches, several traces in one', () => {
  const { otlp } = mlflowRecording('3.17.2', 'quickstart');
  const trees = [...new Set(otlp.map(({ traceId }) => traceId))].map((traceId) =>
    treeOf(otlp.filter((span) => span.traceId === traceId).map((span) => normaliseSpan(span))),
  );
  expect(trees.map((tree) => `\n${tree}`).sort()).toEqual(
    [outer, failing, '\npow [UNKNOWN]', '\naouter [CHAIN]\n  anested [UNKNOWN]\n  anested [UNKNOWN]'].sort(),
  );
});

it('worker threads without context propagation are traces of their own', () => {
  const { artifacts } = mlflowRecording('2.22.5', 'threads');
  const trees = artifacts.map((spans) => treeOf(spans.map((span) => normaliseSpan(span))));
  expect(trees.filter((tree) => tree === 'work [UNKNOWN]')).toHaveLength(3);
});
