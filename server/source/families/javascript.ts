import type { Family, Form } from './form.ts';

/** Named by the operation, with the function's id beside it. Whether telemetry is on may be said elsewhere (version 7). */
const vercelCall = (callee: string): Form => ({
  callee,
  packages: ['ai'],
  makes: 'block',
  name: ['0.experimental_telemetry.functionId', '0.telemetry.functionId'],
  spanNames: ['{name}', `ai.${callee}{}`],
});

/** Vercel's AI SDK. */
export const vercelAi: Family = {
  forms: [
    { callee: 'tool', packages: ['ai', '@ai-sdk'], makes: 'object', name: ['='] },
    { callee: 'dynamicTool', packages: ['ai', '@ai-sdk'], makes: 'object', name: ['='] },
    {
      callee: 'ToolLoopAgent',
      packages: ['ai'],
      makes: 'object',
      name: ['0.telemetry.functionId', '0.experimental_telemetry.functionId', '0.id', '='],
    },
    ...['generateText', 'streamText', 'generateObject', 'streamObject', 'embed', 'embedMany'].map(vercelCall),
  ],
};

/** OpenTelemetry's Tracer, and what other SDKs have that reads the same. */
export const otelJavaScript: Family = {
  forms: [
    { callee: 'startActiveSpan', makes: 'block', name: ['0'] },
    { callee: 'startSpan', makes: 'block', name: ['0.name', '0'] },
  ],
};

/** Wrappers of functions: LangSmith, MLflow, Langfuse; tools of Mastra, LangChain and OpenAI Agents. */
export const javaScriptSdks: Family = {
  forms: [
    { callee: 'traceable', packages: ['langsmith'], makes: 'function', name: ['1.name'] },
    { callee: 'trace', packages: ['mlflow-tracing', '@mlflow/core'], makes: 'function', name: ['1.name'] },
    { callee: 'withSpan', packages: ['mlflow-tracing', '@mlflow/core'], makes: 'block', name: ['1.name'] },
    {
      callee: 'observe',
      packages: ['@langfuse', '@lmnr-ai', 'langfuse'],
      makes: 'function',
      name: ['1.name', '0.name'],
    },
    { callee: 'startObservation', packages: ['@langfuse', 'langfuse'], makes: 'block', name: ['0'] },
    { callee: 'startActiveObservation', packages: ['@langfuse', 'langfuse'], makes: 'block', name: ['0'] },
    { callee: 'op', packages: ['weave'], makes: 'function', name: ['1.name'] },
    { callee: 'tool', packages: ['@langchain', 'langchain'], makes: 'function', name: ['1.name'] },
    { callee: 'tool', packages: ['@openai/agents'], makes: 'object', name: ['0.name', '='] },
    { callee: 'createTool', packages: ['@mastra'], makes: 'object', name: ['0.id', '='] },
    { callee: 'Agent', packages: ['@openai/agents', '@mastra'], makes: 'object', name: ['0.name', '0.id'] },
    { callee: 'addNode', makes: 'registration', name: ['0'], function: ['1'] },
  ],
};
