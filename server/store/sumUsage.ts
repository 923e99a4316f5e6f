import type { SpanId } from '../../protocol/model/span.ts';
import type { Cost, Usage } from '../../protocol/model/usage.ts';

export interface PricedSpan {
  readonly spanId: SpanId;
  readonly parentId?: SpanId;
  readonly kind: string;
  readonly usage?: Usage;
  readonly cost?: Cost;
}

/** Their tokens are their own, and never those of the call above them. */
const separateKinds: ReadonlySet<string> = new Set(['EMBEDDING', 'RERANKER']);

/**
 * A trace's usage and cost, no call counted twice. One call is often reported by two spans or more, one inside
 * the other (LangChain's span and the OpenAI client's, an agent's sum over its turns): only the innermost count.
 */
export function sumUsage(spans: readonly PricedSpan[]): { readonly usage?: Usage; readonly cost?: Cost } {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const covered = new Set<SpanId>();
  const priced = spans.filter((span) => span.usage !== undefined || span.cost !== undefined);
  for (const span of priced) {
    if (separateKinds.has(span.kind)) continue;
    let parent = span.parentId;
    while (parent !== undefined && !covered.has(parent)) {
      covered.add(parent);
      parent = byId.get(parent)?.parentId;
    }
  }
  let usage: Usage | undefined;
  let cost: Cost | undefined;
  for (const span of priced) {
    if (covered.has(span.spanId)) continue;
    usage = addUsage(usage, span.usage);
    cost = addCost(cost, span.cost);
  }
  return { ...(usage === undefined ? {} : { usage }), ...(cost === undefined ? {} : { cost }) };
}

function addUsage(sum: Usage | undefined, part: Usage | undefined): Usage | undefined {
  if (sum === undefined || part === undefined) return sum ?? part;
  const optionalSum = (key: 'cachedInput' | 'cacheWrite' | 'reasoning') =>
    sum[key] === undefined && part[key] === undefined ? {} : { [key]: (sum[key] ?? 0) + (part[key] ?? 0) };
  return {
    input: sum.input + part.input,
    output: sum.output + part.output,
    total: sum.total + part.total,
    ...optionalSum('cachedInput'),
    ...optionalSum('cacheWrite'),
    ...optionalSum('reasoning'),
  };
}

function addCost(sum: Cost | undefined, part: Cost | undefined): Cost | undefined {
  if (sum === undefined || part === undefined) return sum ?? part;
  const basis = sum.basis === 'computed' ? 'computed' : part.basis;
  return { usd: sum.usd + part.usd, basis, unknown: sum.unknown + part.unknown };
}
