import type { Price } from './listPrices.ts';

/** A price of the user's for all models whose name, as the SDK reported it, fits the pattern (`*`: any text). */
export interface OwnPrice extends Price {
  readonly pattern: string;
}

const optionalKeys = ['cachedInput', 'cacheWrite'] as const;

/** The setting `sidetrace.prices`: `{"my-deployment": {"input": 2.5, "output": 10}}`. What cannot be read is left out and said. */
export function readOwnPrices(setting: unknown): {
  readonly prices: readonly OwnPrice[];
  readonly problems: readonly string[];
} {
  if (setting === undefined || setting === null) return { prices: [], problems: [] };
  if (!isObject(setting)) return { prices: [], problems: ['sidetrace.prices: no object'] };
  const prices: OwnPrice[] = [];
  const problems: string[] = [];
  for (const [pattern, given] of Object.entries(setting)) {
    const price = readPrice(given);
    if (typeof price === 'string') problems.push(`sidetrace.prices: "${pattern}" is ignored: ${price}`);
    else prices.push({ pattern: pattern.toLowerCase(), ...price });
  }
  // The longest pattern says most; one without a star is exact.
  const rank = ({ pattern }: OwnPrice): number => pattern.length + (pattern.includes('*') ? 0 : 10_000);
  return { prices: prices.sort((a, b) => rank(b) - rank(a)), problems };
}

/** The first that fits, else `undefined`. */
export function ownPriceOf(prices: readonly OwnPrice[], model: string): Price | undefined {
  const name = model.trim().toLowerCase();
  return prices.find(({ pattern }) => fits(pattern, name));
}

function readPrice(given: unknown): Price | string {
  if (!isObject(given)) return 'no object with input and output';
  const { input, output } = given;
  if (!isAmount(input)) return 'input must be US dollars per million tokens';
  if (!isAmount(output)) return 'output must be US dollars per million tokens';
  const optional: Record<string, number> = {};
  for (const key of optionalKeys) {
    const value = given[key];
    if (value === undefined) continue;
    if (!isAmount(value)) return `${key} must be US dollars per million tokens`;
    optional[key] = value;
  }
  return { input, output, ...optional };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function fits(pattern: string, name: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return name === start;
  if (!name.startsWith(start)) return false;
  let from = start.length;
  for (const part of rest) {
    const place = name.indexOf(part, from);
    if (place < 0) return false;
    from = place + part.length;
  }
  return name.length - from >= end.length && name.endsWith(end);
}
