import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { Span } from '../../../protocol/model/span.ts';
import type { WholeTrace } from './commandLine.ts';

/** A span as the panel shows it, with all below it: what is compared with what the program did. */
export interface Call {
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly inputs: JsonValue;
  readonly outputs: JsonValue;
  /** Without MLflow's own. */
  readonly attributes: JsonObject;
  readonly events: readonly string[];
  /** `Type: message` */
  readonly exceptions: readonly string[];
  readonly children: readonly Call[];
}

/** A call that succeeded and says no more than its name, unless told otherwise. */
export function call(name: string, more: Partial<Call> = {}): Call {
  const nothing = { inputs: null, outputs: null, attributes: {}, events: [], exceptions: [], children: [] };
  return { name, kind: 'UNKNOWN', status: 'ok', ...nothing, ...more };
}

/** A traced function, which has inputs always. */
export function called(name: string, inputs: JsonObject, outputs: JsonValue, more: Partial<Call> = {}): Call {
  return call(name, { inputs, outputs, ...more });
}

/** The roots of a trace; siblings by name and inputs, since those in threads start in any order. */
export function callsOf({ spans }: WholeTrace): readonly Call[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const below = (parentId: string | undefined): readonly Call[] =>
    spans
      .filter((span) => (ids.has(span.parentId ?? '') ? span.parentId : undefined) === parentId)
      .map((span) => ({ ...described(span), children: below(span.spanId) }));
  return sorted(below(undefined));
}

export function sorted(calls: readonly Call[]): readonly Call[] {
  const key = ({ name, inputs }: Call) => `${name} ${JSON.stringify(inputs)}`;
  return calls
    .map((each) => ({ ...each, children: sorted(each.children) }))
    .toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function described(span: Span): Omit<Call, 'children'> {
  const { name, kind, status, inputs, outputs } = span;
  const own = Object.entries(span.attributes).filter(([key]) => !key.startsWith('mlflow.'));
  return {
    name,
    kind,
    status,
    inputs,
    outputs,
    attributes: Object.fromEntries(own),
    events: span.events.map((event) => event.name),
    exceptions: span.exceptions.map(({ type, message }) => `${type}: ${message}`),
  };
}
