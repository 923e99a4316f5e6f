import { hostName, isKnownHost, isOllama, sells } from './hosts.ts';
import { type ListPrice, listPrices, type Vendor } from './listPrices.ts';

const free: ListPrice = { input: 0, output: 0 };
/** `openai/gpt-4o`, `openai:/gpt-4o` (MLflow), `openai:gpt-4o` (LangChain). */
const prefix = /^([a-z0-9_.-]+)(?::\/|\/|:)(?=.)/;
/** `us.anthropic.claude-sonnet-4-5-20250929-v1:0`; the parts of the world that have prices of their own are left out. */
const bedrockName = /^(?:(us|eu|apac|jp|au|global)\.)?(anthropic|amazon|meta)\.(.+?)(?:-v\d(?::\d)?)?$/;
/** What does not change the price: dates, Vertex' versions, `latest`. A version with a price of its own is listed with its date. */
const version = /(?:-20\d\d-\d\d-\d\d|[-@]20\d{6}|@default|-latest|-00\d)$/;

/**
 * The list price of a model as SDKs name it. `undefined` where the name is not known for certain: a name that merely
 * begins like a known one (`gpt-4o-audio-preview`) is another model, another host has prices of its own.
 */
export function listPriceOf(model: string, provider: string | undefined): ListPrice | undefined {
  const hosts = provider === undefined ? [] : [hostName(provider)];
  let name = model.trim().toLowerCase();
  for (let found = prefix.exec(name); found !== null; found = prefix.exec(name)) {
    const host = hostName(found[1] ?? '');
    if (!isKnownHost(host)) break;
    hosts.push(host);
    name = name.slice(found[0].length);
  }
  if (hosts.some(isOllama)) return /[-:]cloud$/.test(name) ? undefined : free;
  const bedrock = bedrockName.exec(name);
  if (bedrock !== null) return bedrockPrice(bedrock, hosts);
  for (const vendor of vendors()) {
    const price = priceOfName(vendor, name);
    if (price === undefined) continue;
    const isCertain = hosts.length > 0 || price.hostSaid !== true;
    return isCertain && hosts.every((host) => sells(host, vendor)) ? price : undefined;
  }
  return undefined;
}

function bedrockPrice(match: RegExpExecArray, hosts: readonly string[]): ListPrice | undefined {
  const [, region, publisher, name = ''] = match;
  const vendor = vendors().find((item) => item === publisher);
  if (vendor === undefined || !hosts.every((host) => sells(host, vendor))) return undefined;
  const price = priceOfName(vendor, name);
  if (price === undefined || region === undefined || region === 'global') return price;
  if (price.premium) return dearer(price);
  return region === 'us' || vendor === 'anthropic' ? price : undefined;
}

function priceOfName(vendor: Vendor, name: string): ListPrice | undefined {
  const prices: Readonly<Record<string, ListPrice>> = listPrices[vendor];
  const undated = name.replace(version, '');
  return Object.hasOwn(prices, name)
    ? prices[name]
    : Object.hasOwn(prices, undated)
      ? prices[undated]
      : undefined;
}

function dearer({ input, output, cachedInput, cacheWrite, ...rest }: ListPrice): ListPrice {
  return {
    ...rest,
    input: input * 1.1,
    output: output * 1.1,
    ...(cachedInput !== undefined && { cachedInput: cachedInput * 1.1 }),
    ...(cacheWrite !== undefined && { cacheWrite: cacheWrite * 1.1 }),
  };
}

function vendors(): readonly Vendor[] {
  return Object.keys(listPrices) as Vendor[];
}
