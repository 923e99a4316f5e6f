import { report } from '../between/report.ts';

interface ProxyProvider {
  setDelegate?: (provider: object) => unknown;
}

/** Where `@opentelemetry/api` 1.x keeps what is registered: `{version, trace, …}` (its internal/global-utils). */
const apiKey = Symbol.for('opentelemetry.js.api.1');

/**
 * Calls `found` with each provider just before it becomes the global one. So also SDKs inside a bundle are seen: every copy of
 * the API keeps its state in this one place.
 */
export function watchGlobalProvider(found: (provider: object) => void): void {
  const seen = new WeakSet<object>();
  const onTrace = (proxy: unknown): void => watchDelegate(proxy, seen, found);
  const onApi = (api: unknown): void => {
    if (isObject(api) && !seen.has(api)) {
      seen.add(api);
      watchProperty(api, 'trace', onTrace);
    }
  };
  watchProperty(globalThis, apiKey, onApi);
}

function watchProperty(object: object, name: PropertyKey, onValue: (value: unknown) => void): void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  if (before && (!before.configurable || !('value' in before))) return;
  let value: unknown = before?.value;
  Object.defineProperty(object, name, {
    configurable: true,
    enumerable: before?.enumerable ?? typeof name === 'string',
    get: () => value,
    set(next: unknown) {
      value = next;
      quietly(() => onValue(next));
    },
  });
  if (value !== undefined) quietly(() => onValue(value));
}

/** The API registers its proxy first and gives it the provider then. */
function watchDelegate(proxy: unknown, seen: WeakSet<object>, found: (provider: object) => void): void {
  const owner: ProxyProvider | null = isObject(proxy) ? Object.getPrototypeOf(proxy) : null;
  const real = owner?.setDelegate;
  if (!owner || typeof real !== 'function' || seen.has(owner)) return;
  seen.add(owner);
  owner.setDelegate = function setDelegate(provider) {
    quietly(() => isObject(provider) && found(provider));
    return real.call(this, provider);
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    report(error);
  }
}
