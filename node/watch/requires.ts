import { report } from '../between/report.ts';

type Load = (this: unknown, request: unknown, ...rest: unknown[]) => unknown;

/** `@opentelemetry/sdk-trace`, `…-base`, `…-node`, `…-web`: by name, or by path where an ES module imports them. */
const packages = 'sdk-trace';
const classNames = ['TracerProvider', 'BasicTracerProvider'] as const;

/**
 * Calls `found` with the prototype of each provider class that is loaded. The packages are CommonJS, also for the ES modules that
 * import them, so they all come by here; those inside a bundle do not (globalProvider.ts).
 */
export function watchRequires(found: (prototype: object) => void): void {
  const loader = require('node:module') as { _load: Load };
  const real = loader._load;
  loader._load = function _load(request, ...rest) {
    const loaded = real.call(this, request, ...rest);
    if (typeof request === 'string' && request.includes(packages)) look(loaded, found);
    return loaded;
  };
}

function look(loaded: unknown, found: (prototype: object) => void): void {
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
