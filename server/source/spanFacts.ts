import { parseIfJson } from '../../protocol/base/json.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';

/** What a span and its trace tell of where the span's code may be. */
export interface SpanFacts {
  readonly name: string;
  /** Without the number that MLflow 2.22 to 3.5 add to spans of one name in a trace (`work_1`). */
  readonly plainName?: string;
  /** Bare name of the traced function, as the SDK recorded it. */
  readonly functionName?: string;
  /** The main script's path, absolute or as it was started. */
  readonly script?: string;
  /** The trace was made in a notebook's kernel. */
  readonly notebook: boolean;
  /** The trace's own name: its root span stands in the program too. */
  readonly traceName: string;
}

const functionAttributes = ['mlflow.spanFunctionName', 'code.function', 'code.function.name'] as const;
const sourceName = 'mlflow.source.name';

export function factsOf(span: Span, trace: Trace): SpanFacts {
  const plainName = /^(.+)_\d+$/s.exec(span.name)?.[1];
  const functionName = functionAttributes.map((key) => textOf(span.attributes[key])).find(Boolean);
  const script = textOf(trace.metadata[sourceName]) ?? textOf(trace.tags[sourceName]);
  const notebook = /(^|[/\\])(ipykernel_launcher\.py|colab_kernel_launcher\.py)$|\.ipynb$/.test(script ?? '');
  return {
    name: span.name,
    ...(plainName !== undefined && { plainName }),
    ...(functionName !== undefined && { functionName: functionName.split('.').at(-1) ?? functionName }),
    ...(script !== undefined && { script }),
    notebook,
    traceName: trace.name,
  };
}

/** MLflow writes its attributes as JSON: a name may come with its quotes. */
function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? parseIfJson(value) : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
