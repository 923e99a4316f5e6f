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
 * A reported cost goes before what was computed for calls inside it.
 */
export function sumUsage(spans: readonly PricedSpan[]): { readonly usage?: Usage; readonly cost?: Cost } {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const priced = spans.filter((span) => span.usage !== undefined || span.cost !== undefined);
  const covered = allAbove(priced, byId);
  const innermost = priced.filter(({ spanId }) => !covered.has(spanId));
  const usage = innermost.reduce<Usage | undefined>((sum, span) => addUsage(sum, span.usage), undefined);
  const cost = sumCosts([...countedCosts(priced, byId, covered)]);
  return { ...(usage === undefined ? {} : { usage }), ...(cost === undefined ? {} : { cost }) };
}

type ById = ReadonlyMap<SpanId, PricedSpan>;

/** The spans around these ones. */
function allAbove(spans: readonly PricedSpan[], byId: ById): ReadonlySet<SpanId> {
  const above = new Set<SpanId>();
  for (const span of spans) {
    if (separateKinds.has(span.kind)) continue;
    let parent = span.parentId;
    while (parent !== undefined && !above.has(parent)) {
      above.add(parent);
      parent = byId.get(parent)?.parentId;
    }
  }
  return above;
}

/** The innermost reported costs, and the innermost computed ones that are in none of them. */
function* countedCosts(
  priced: readonly PricedSpan[],
  byId: ById,
  covered: ReadonlySet<SpanId>,
): Generator<Cost> {
  const reported = priced.filter(({ cost }) => cost?.basis === 'reported');
  const aroundReported = allAbove(reported, byId);
  const isReported = new Set(reported.map(({ spanId }) => spanId).filter((id) => !aroundReported.has(id)));
  const known = new Map<SpanId, boolean>();
  for (const { spanId, kind, parentId, cost } of priced) {
    if (cost === undefined) continue;
    if (cost.basis === 'reported') {
      if (isReported.has(spanId)) yield cost;
    } else if (!covered.has(spanId)) {
      if (separateKinds.has(kind) || !isInside(parentId, isReported, { byId, known })) yield cost;
    }
  }
}

/** Whether this span or one around it is among `wanted`. Each span is looked at once, however many calls are below it. */
function isInside(
  start: SpanId | undefined,
  wanted: ReadonlySet<SpanId>,
  { byId, known }: { readonly byId: ById; readonly known: Map<SpanId, boolean> },
): boolean {
  const way: SpanId[] = [];
  let id = start;
  while (id !== undefined && !known.has(id) && !wanted.has(id)) {
    way.push(id);
    known.set(id, false); // a ring of parents ends here
    id = byId.get(id)?.parentId;
  }
  const inside = id !== undefined && (wanted.has(id) || known.get(id) === true);
  for (const item of way) known.set(item, inside);
  return inside;
}

export function addUsage(sum: Usage | undefined, part: Usage | undefined): Usage | undefined {
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

/** `computed` where some part of the sum is; a call whose price is not known is no part of it. */
export function sumCosts(costs: readonly Cost[]): Cost | undefined {
  if (costs.length === 0) return undefined;
  const parts = costs.filter(({ usd, unknown }) => usd > 0 || unknown === 0);
  return {
    usd: parts.reduce((sum, { usd }) => sum + usd, 0),
    basis: parts.length > 0 && parts.every(({ basis }) => basis === 'reported') ? 'reported' : 'computed',
    unknown: costs.reduce((sum, { unknown }) => sum + unknown, 0),
  };
}
