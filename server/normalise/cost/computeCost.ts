import type { Cost, Usage } from '../../../protocol/model/usage.ts';
import type { NormalisedSpan } from '../facts.ts';
import type { ListPrice, Price } from './listPrices.ts';
import { listPriceOf } from './matchModel.ts';
import { type OwnPrice, ownPriceOf } from './ownPrices.ts';

/** `undefined`: not known. */
export type PriceOf = (model: string, provider: string | undefined) => ListPrice | undefined;

const mostRemembered = 1000;

/** The user's own prices go before the list's. Remembers names: a program repeats them with every call. */
export function createPriceOf(own: readonly OwnPrice[]): PriceOf {
  const known = new Map<string, ListPrice | undefined>();
  return (model, provider) => {
    const key = `${provider ?? ''}\n${model}`;
    if (known.has(key)) return known.get(key);
    const price = ownPriceOf(own, model) ?? listPriceOf(model, provider);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, price);
    return price;
  };
}

/** Adds what a call cost, where it reports tokens but no cost. */
export function withCost(span: NormalisedSpan, priceOf: PriceOf): NormalisedSpan {
  const { usage, cost, model, provider } = span.facts;
  if (usage === undefined || cost !== undefined || usage.input + usage.output === 0) return span;
  const price = model === undefined ? undefined : priceOf(model, provider);
  return { ...span, facts: { ...span.facts, cost: costOf(usage, price) } };
}

function costOf(usage: Usage, price: ListPrice | undefined): Cost {
  if (price === undefined || usage.input > (price.upTo ?? Number.POSITIVE_INFINITY)) {
    return { usd: 0, basis: 'computed', unknown: 1 };
  }
  return { usd: usdOf(usage, price), basis: 'computed', unknown: 0 };
}

/** `usage.input` has the tokens from and to the cache in it, `usage.output` those of reasoning (docs/model.md). */
function usdOf({ input, output, cachedInput = 0, cacheWrite = 0 }: Usage, price: Price): number {
  const plain = Math.max(0, input - cachedInput - cacheWrite);
  const millionths =
    plain * price.input +
    cachedInput * (price.cachedInput ?? price.input) +
    cacheWrite * (price.cacheWrite ?? price.input) +
    output * price.output;
  return millionths / 1_000_000;
}
