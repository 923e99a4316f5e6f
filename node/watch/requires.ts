import { report } from '../between/report.ts';

type Load = (this: unknown, request: unknown, ...rest: unknown[]) => unknown;

/** `@opentelemetry/sdk-trace`, `…-base`, `…-node`, `…-web`: by name, or by path where an ES module imports them. */
const packages = 'sdk-trace';
const classNames = ['TracerProvider', 'BasicTracerProvider'] as const;
/** `@opentelemetry/sdk-node`, 0.50 to 0.301. */
const sdkPackage = 'sdk-node';

export interface RequiresListener {
  /** Called with the prototype of each provider class that is loaded. */
  found(prototype: object): void;
  /** `NodeSDK.start` was called where `OTEL_SDK_DISABLED` is set, and did nothing. */
  disabled(): void;
}

/**
 * Hears of OpenTelemetry's SDK as it is loaded. Up to 2.x the packages are CommonJS, also for the ES modules that import them, so they all
 * come by here; of 3.x those that `require` loads. The others, and those inside a bundle, do not (globalProvider.ts).
 */
export function watchRequires(listener: RequiresListener): void {
  const loader = require('node:module') as { _load: Load };
  const real = loader._load;
  loader._load = function _load(request, ...rest) {
    const loaded = real.call(this, request, ...rest);
    if (typeof request !== 'string') return loaded;
    if (request.includes(packages)) look(loaded, listener);
    else if (request.includes(sdkPackage)) watchStart(loaded, listener);
    return loaded;
  };
}

function look(loaded: unknown, { found }: RequiresListener): void {
  try {
    const named = (loaded ?? {}) as Readonly<Record<string, unknown>>;
    for (const name of classNames) {
      const one = named[name];
      if (typeof one === 'function' && typeof one.prototype?.getTracer === 'function') found(one.prototype);
    }
  } catch (error) {
    report(error);
  }
}

interface NodeSdk {
  start?: (this: { readonly _disabled?: boolean }, ...given: unknown[]) => unknown;
}

const watched = new WeakSet<object>();

function watchStart(loaded: unknown, { disabled }: RequiresListener): void {
  try {
    const { NodeSDK } = (loaded ?? {}) as { readonly NodeSDK?: { readonly prototype?: NodeSdk } };
    const sdk = NodeSDK?.prototype;
    const real = sdk?.start;
    if (!sdk || typeof real !== 'function' || watched.has(sdk)) return;
    watched.add(sdk);
    sdk.start = function start(...given) {
      if (this._disabled === true) disabled();
      return real.apply(this, given);
    };
  } catch (error) {
    report(error);
  }
}
