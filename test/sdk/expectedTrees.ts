import type { SpanKind } from '../../protocol/model/span.ts';
import { isSince, type MlflowVersion } from './harness/mlflowVersions.ts';

/** Where a span's code stands: the `def` of a decorated function, the `with` of a block, the first line of a call. */
export interface ExpectedSource {
  /** Path below `examples/`. */
  readonly file: string;
  /** Part of the line's text; no other line of the file has it. */
  readonly lineText: string;
}

export interface ExpectedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  /** Absent where no line of the program names the span (autologging). */
  readonly source?: ExpectedSource;
  readonly failed?: true;
  /** Runs in a thread beside its siblings: either may start first. */
  readonly concurrent?: true;
  /** On the root of a trace that began in a thread: the root of the trace whose thread that was. */
  readonly startedBy?: string;
  /** In the order in which they start. */
  readonly children: readonly ExpectedSpan[];
}

/** A trace by its root span. */
export type ExpectedTrace = ExpectedSpan;

/** MLflow up to 3.3 numbers the spans of one name in a trace (`pow_1`, `pow_2`), 3.4 and 3.5 some of them, later versions none. */
export type MlflowNaming = 'numbered' | 'some numbered' | 'plain';

export function namingOf(version: MlflowVersion): MlflowNaming {
  if (isSince(version, [3, 6])) return 'plain';
  return isSince(version, [3, 4]) ? 'some numbered' : 'numbered';
}

/** What each program of `examples/` sends, in the order in which its traces start; names as MLflow 3.6+ gives them. */
export const expectedTrees: Readonly<Record<string, readonly ExpectedTrace[]>> = {
  'quickstart.py': quickStart('quickstart.py'),
  'client_api.py': clientApi('client_api.py'),
  'langchain_chain.py': [langChainRun(), langChainRun()],
  'openai_autolog.py': openAiAutolog('openai_autolog.py'),
  'tool_calling.py': toolCalling('tool_calling.py'),
  'threads.py': threads('threads.py'),
  'notebook.ipynb': quickStart('notebook.ipynb'),
};

/** The traces with their names as an SDK with that naming sends them. */
export function withNaming(traces: readonly ExpectedTrace[], naming: MlflowNaming): readonly ExpectedTrace[] {
  return naming === 'numbered' ? traces.map(numberNames) : traces;
}

function numberNames(trace: ExpectedTrace): ExpectedTrace {
  const total = countNames(trace, new Map());
  const seen = new Map<string, number>();
  const visit = (span: ExpectedSpan): ExpectedSpan => {
    const number = (seen.get(span.name) ?? 0) + 1;
    seen.set(span.name, number);
    const name = (total.get(span.name) ?? 0) > 1 ? `${span.name}_${number}` : span.name;
    return { ...span, name, children: span.children.map(visit) };
  };
  return visit(trace);
}

function countNames(span: ExpectedSpan, counts: Map<string, number>): ReadonlyMap<string, number> {
  counts.set(span.name, (counts.get(span.name) ?? 0) + 1);
  for (const child of span.children) countNames(child, counts);
  return counts;
}

function quickStart(file: string): readonly ExpectedTrace[] {
  const at = sourcesIn(file);
  const add = span('add_1', 'UNKNOWN', { source: at('def add_1(x):') });
  const math = { source: at('with mlflow.start_span(name="Math") as span:') };
  const power = span('pow', 'UNKNOWN', { source: at('power = mlflow.trace(math.pow)') });
  return [
    span('trace_test', 'UNKNOWN', { source: at('def trace_test(x):') }, [
      add,
      span('minus_1', 'UNKNOWN', { source: at('def minus_1(x):') }),
    ]),
    span('My Span', 'func', { source: at('def multiply(x, y):') }),
    span('Math', 'UNKNOWN', math, [add]),
    span('Math', 'UNKNOWN', { ...math, failed: true }),
    span('hypotenuse', 'UNKNOWN', { source: at('def hypotenuse(a, b):') }, [power, power]),
    span('plan_trip', 'AGENT', { source: at('async def plan_trip(city):') }, [
      span('find_weather', 'RETRIEVER', { source: at('async def find_weather(city):') }),
      span('find_trains', 'TOOL', { source: at('async def find_trains(city):') }),
    ]),
  ];
}

function clientApi(file: string): readonly ExpectedTrace[] {
  const at = sourcesIn(file);
  return [
    span('answer_question', 'CHAIN', { source: at('root = client.start_trace(') }, [
      span('search_recipes', 'RETRIEVER', { source: at('retriever = client.start_span(') }, [
        span('rerank', 'RERANKER', { source: at('reranker = client.start_span('), failed: true }),
      ]),
      span('write_answer', 'LLM', { source: at('model = client.start_span(') }),
    ]),
  ];
}

function langChainRun(): ExpectedTrace {
  return span('RunnableSequence', 'CHAIN', {}, [
    span('ChatPromptTemplate', 'CHAIN'),
    span('ChatOpenAI', 'CHAT_MODEL'),
    span('StrOutputParser', 'CHAIN'),
  ]);
}

function openAiAutolog(file: string): readonly ExpectedTrace[] {
  const at = sourcesIn(file);
  const completion = span('Completions', 'CHAT_MODEL');
  return [
    completion,
    completion,
    span('weather_agent', 'AGENT', { source: at('def answer(client, question):') }, [
      completion,
      span('get_weather', 'TOOL', { source: at('def get_weather(city):') }),
      completion,
    ]),
  ];
}

function toolCalling(file: string): readonly ExpectedTrace[] {
  const at = sourcesIn(file);
  const chat = span('ollama.chat', 'CHAT_MODEL', {
    source: at('with mlflow.start_span(name="ollama.chat"'),
  });
  return [
    span('ToolCallingLoop', 'CHAIN', { source: at('with mlflow.start_span(name="ToolCallingLoop"') }, [
      chat,
      span('ToolExecution_calculate_tip', 'TOOL', {
        source: at('with mlflow.start_span(name=f"ToolExecution_'),
      }),
      chat,
    ]),
  ];
}

function threads(file: string): readonly ExpectedTrace[] {
  const at = sourcesIn(file);
  const time = span('parse_time_filter', 'LLM', { source: at('def parse_time_filter(') });
  const price = span('parse_price_filter', 'LLM', { source: at('def parse_price_filter(') });
  const sideBySide = [time, price].map((parser) => ({ ...parser, concurrent: true as const }));
  const parent = (name: string, children: readonly ExpectedSpan[]) =>
    span(name, 'CHAIN', { source: at(`def ${name}(`) }, children);
  return [
    parent('create_metadata_filter_in_series', [time, price]),
    parent('create_metadata_filter_in_threads', []),
    ...sideBySide.map((parser) => ({ ...parser, startedBy: 'create_metadata_filter_in_threads' })),
    parent('create_metadata_filter_with_context', sideBySide),
  ];
}

function sourcesIn(file: string): (lineText: string) => ExpectedSource {
  return (lineText) => ({ file, lineText });
}

function span(
  name: string,
  kind: SpanKind,
  more: Pick<ExpectedSpan, 'source' | 'failed'> = {},
  children: readonly ExpectedSpan[] = [],
): ExpectedSpan {
  return { name, kind, ...more, children };
}
