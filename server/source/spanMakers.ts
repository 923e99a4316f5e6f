/** A function that makes spans. Another SDK's is one more row. */
export interface SpanMaker {
  /**
   * `mlflow.trace`: `trace` of the package `mlflow` or of any module in it, by whatever name it was imported.
   * `*.start_span`: a method of any object.
   */
  readonly callee: string;
  /** `function`: spans are the calls of a function given to it. `block`: the call itself starts a span. */
  readonly makes: 'function' | 'block';
  /** Position of the span's name among the arguments; absent: only by the keyword `name`. */
  readonly namePosition?: number;
  /** The span's name when none is given. */
  readonly defaultName?: string;
}

export const spanMakers: readonly SpanMaker[] = [
  // MLflow 2.14 and newer, fluent API.
  { callee: 'mlflow.trace', makes: 'function' },
  { callee: 'mlflow.start_span', makes: 'block', namePosition: 0, defaultName: 'span' },
  { callee: 'mlflow.start_span_no_context', makes: 'block', namePosition: 0 },
  // MlflowClient; OpenTelemetry's Tracer has a `start_span` as well.
  { callee: '*.start_trace', makes: 'block', namePosition: 0 },
  { callee: '*.start_span', makes: 'block', namePosition: 0 },
  // OpenTelemetry's Tracer: a block, or a decorator.
  { callee: '*.start_as_current_span', makes: 'block', namePosition: 0 },
];

/** The maker behind a dotted path whose first name is resolved by the file's imports. */
export function spanMakerOf(path: string): SpanMaker | undefined {
  return spanMakers.find(({ callee }) => {
    const dot = callee.lastIndexOf('.');
    const owner = callee.slice(0, dot);
    if (!path.endsWith(callee.slice(dot))) return false;
    return owner === '*' || path.startsWith(`${owner}.`);
  });
}

const makerWords = new RegExp(`\\b(?:${[...new Set(spanMakers.map(lastName))].join('|')})\\b`);

/** Cheap: false only where the text has no span maker. */
export function mayMakeSpans(text: string): boolean {
  return makerWords.test(text);
}

function lastName({ callee }: SpanMaker): string {
  return callee.slice(callee.lastIndexOf('.') + 1);
}
