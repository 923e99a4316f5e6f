import { isJsonObject, parseIfJson } from '../../protocol/base/json.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import type { Language } from './families/form.ts';

/** What a span and its trace tell of where the span's code may be. */
export interface SpanFacts {
  readonly name: string;
  /** Without the number that MLflow 2.22 to 3.5 add to spans of one name in a trace (`work_1`). */
  readonly plainName?: string;
  /** What the code may call it where the SDK has a name of its own for it: the tool's name, the function's id. */
  readonly aliases: readonly string[];
  /** Bare name of the traced function, as the SDK recorded it. */
  readonly functionName?: string;
  /** What a function may be called that makes the span without a sign; none for spans that libraries make. */
  readonly functionNames: ReadonlySet<string>;
  /** Its module, dotted. */
  readonly module?: string;
  /** The main script's path, absolute or as it was started. */
  readonly script?: string;
  /** Of the program, as far as it is known. */
  readonly language?: Language;
  /** Of the process, absolute. */
  readonly cwd?: string;
  /** The trace was made in a notebook's kernel. */
  readonly notebook: boolean;
  /** The trace's own name: its root span stands in the program too. */
  readonly traceName: string;
  /** Names of the spans around it, the nearest first. */
  readonly ancestors: readonly string[];
  /** What the recorded inputs are called, where they are named. */
  readonly inputNames: readonly string[];
  /** A library may have made it by itself: a function or tool that happens to have its name is none of its code. */
  readonly ofLibrary: boolean;
}

const functionAttributes = ['mlflow.spanFunctionName', 'code.function', 'code.function.name'] as const;
const sourceName = 'mlflow.source.name';

export function factsOf(span: Span, trace: Trace, ancestors: readonly string[] = []): SpanFacts {
  const { name, attributes } = span;
  const plainName = unnumbered(name);
  const recordedFunction = functionAttributes.map((key) => textOf(attributes[key])).find(Boolean);
  const functionName = recordedFunction?.split('.').at(-1);
  const aliases = aliasesOf(span).filter((alias) => alias !== name);
  const ofLibrary = functionName === undefined && isOfLibrary(span);
  const functionNames = ofLibrary ? [] : [functionName, name, plainName, ...aliases];
  const script = textOf(trace.metadata[sourceName]) ?? textOf(trace.tags[sourceName]) ?? started(trace);
  const notebook = /(^|[/\\])(ipykernel_launcher\.py|colab_kernel_launcher\.py)$|\.ipynb$/.test(script ?? '');
  const module = textOf(attributes['code.namespace']) ?? /^(.+)\.[^.]+$/.exec(recordedFunction ?? '')?.[1];
  const cwd = trace.process?.cwd;
  return {
    name,
    ...(plainName !== undefined && { plainName }),
    aliases,
    ...(functionName !== undefined && { functionName }),
    functionNames: new Set(functionNames.filter((one) => one !== undefined)),
    ...(module !== undefined && { module }),
    ...(script !== undefined && { script }),
    ...languageOf(span, trace, script),
    ...(cwd !== undefined && { cwd }),
    notebook,
    traceName: trace.name,
    ancestors: ancestors.flatMap((one) => [one, unnumbered(one) ?? []].flat()),
    inputNames: isJsonObject(span.inputs) ? Object.keys(span.inputs) : [],
    ofLibrary,
  };
}

function unnumbered(name: string): string | undefined {
  return /^(.+)_\d+$/s.exec(name)?.[1];
}

const anyKind = [
  'ai.telemetry.functionId',
  'traceloop.entity.name',
  'langgraph.node',
  'metadata.langgraph_node',
  'run_name',
];
const byKind: Readonly<Record<string, readonly string[]>> = {
  TOOL: ['gen_ai.tool.name', 'ai.toolCall.name', 'tool.name', 'tool_name'],
  AGENT: ['gen_ai.agent.name', 'agent_name', 'agent.name'],
};

function aliasesOf({ name, kind, attributes }: Span): readonly string[] {
  const keys = [...(byKind[kind] ?? []), ...anyKind];
  const operation = /^(?:execute_tool|running tool:?|invoke_agent|create_agent) (.+)$/.exec(name)?.[1];
  const found = [...keys.map((key) => textOf(attributes[key])), operation];
  return [...new Set(found.filter((one) => one !== undefined))];
}

const modelKinds: ReadonlySet<string> = new Set(['CHAT_MODEL', 'LLM', 'EMBEDDING']);
const ownKinds: ReadonlySet<string> = new Set(['TOOL', 'AGENT', 'CHAIN', 'TASK', 'WORKFLOW']);

function isOfLibrary({ kind, scope }: Span): boolean {
  if (modelKinds.has(kind)) return true;
  return /(^|[./])instrumentation([./-]|$)/.test(scope.name) && !ownKinds.has(kind);
}

function languageOf(
  { attributes }: Span,
  { process }: Trace,
  script: string | undefined,
): Pick<SpanFacts, 'language'> {
  const isPython = process?.python !== undefined || 'mlflow.spanFunctionName' in attributes;
  if (isPython || /\.(?:py|ipynb)$/.test(script ?? '')) return { language: 'python' };
  const isVercel = Object.keys(attributes).some((key) => key.startsWith('ai.'));
  return isVercel || /\.[cm]?[jt]sx?$/.test(script ?? '') ? { language: 'javascript' } : {};
}

/** `python app/main.py --fast` */
function started({ process }: Trace): string | undefined {
  const words = process?.command?.split(/\s+/) ?? [];
  return words.find((word) => /\.(?:py|[cm]?[jt]s)$/.test(word));
}

/** MLflow writes its attributes as JSON: a name may come with its quotes. */
function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? parseIfJson(value) : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
