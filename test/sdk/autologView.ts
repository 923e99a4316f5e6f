import type { ChatMessage, ChatTool, ContentPart } from '../../protocol/model/chat.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Usage } from '../../protocol/model/usage.ts';
import type { WholeTrace } from './harness/commandLine.ts';

/** What is compared of a span: everything canonical that autologging can fill, texts as a person reads them. */
export interface SpanView {
  readonly name: string;
  readonly kind: string;
  /** Type of the exception of a failed span. */
  readonly failed?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly finish?: readonly string[];
  readonly usage?: Usage;
  readonly usd?: number;
  /** `user: Hello`, `assistant: (a thought) words, calls f {"a":1} as call_1`, `tool for call_1: 12` */
  readonly chat?: readonly string[];
  /** `f(a, b): Description` */
  readonly tools?: readonly string[];
  readonly documents?: readonly string[];
  readonly vectors?: string;
  /** `violence low (answer)`, all that is not safe, and how many categories were looked at. */
  readonly filter?: readonly string[];
  /** Pieces of a stream that came as events. */
  readonly chunks?: number;
  readonly children?: readonly SpanView[];
}

export interface TraceView {
  readonly usage?: Usage;
  readonly usd?: number;
  readonly root: SpanView;
}

/** Inner steps of LangChain that differ from version to version are left out, unless `names` has them. */
export function viewTrace({ trace, spans }: WholeTrace, names: ReadonlySet<string>): readonly TraceView[] {
  const sorted = spans.toSorted((a, b) => Number(BigInt(a.startNs) - BigInt(b.startNs)));
  const below = (parentId: string | undefined): readonly SpanView[] =>
    sorted
      .filter((span) => span.parentId === parentId)
      .flatMap((span) => {
        const view = viewSpan(span);
        const children = below(span.spanId);
        if (view.kind === 'CHAIN' && !names.has(view.name)) return children;
        return [children.length > 0 ? { ...view, children } : view];
      });
  const sums = {
    ...(trace.usage && { usage: trace.usage }),
    ...(trace.cost?.basis === 'reported' && { usd: trace.cost.usd }),
  };
  return below(undefined).map((root) => ({ ...sums, root }));
}

function viewSpan(span: Span): SpanView {
  const { kind, model, provider, parameters, finishReasons, usage, cost, chat, documents } = span;
  const [exception] = span.exceptions;
  const chunks = span.events.filter(({ name }) => /chunk.*\d$/.test(name)).length;
  const view = {
    name: plainName(span.name),
    kind,
    failed: span.status === 'error' ? exception?.type.replace(/^.*\./, '') : undefined,
    model,
    provider,
    parameters,
    finish: finishReasons,
    usage,
    usd: cost?.basis === 'reported' ? cost.usd : undefined,
    chat: chat?.messages.map(messageText),
    tools: chat && chat.tools.length > 0 ? chat.tools.map(toolText) : undefined,
    documents: documents?.map(({ content, metadata }) => `${content} ${JSON.stringify(metadata)}`),
    vectors: span.embeddings && `${span.embeddings.count} × ${span.embeddings.dimensions}`,
    filter: filterTexts(span),
    chunks: chunks > 0 ? chunks : undefined,
  };
  return JSON.parse(JSON.stringify(view));
}

/** MLflow 2.22 to 3.5 number the spans of one name in a trace. */
function plainName(name: string): string {
  return name.replace(/_\d+$/, '');
}

function messageText({ role, content, toolCalls, toolCallId }: ChatMessage): string {
  const calls = toolCalls?.map(
    (call) => `calls ${call.name} ${JSON.stringify(call.arguments)} as ${call.id}`,
  );
  const said = [content.map(partText).join(' '), ...(calls ?? [])].filter((text) => text !== '').join(', ');
  return `${role}${toolCallId === undefined ? '' : ` for ${toolCallId}`}: ${said}`;
}

function partText(part: ContentPart): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'reasoning') return `(${part.text})`;
  return part.type === 'json' ? JSON.stringify(part.value) : `[${part.type} ${part.mediaType}]`;
}

function toolText({ name, description, parameters }: ChatTool): string {
  return `${name}(${Object.keys(parameters?.properties ?? {}).join(', ')}): ${description}`;
}

function filterTexts({ contentFilter }: Span): readonly string[] | undefined {
  const found = contentFilter?.filter(({ severity }) => severity !== 'safe');
  const texts = found?.map(({ category, severity, on }) => `${category} ${severity} (${on})`);
  return texts && [`${contentFilter?.length} looked at`, ...texts];
}
