import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';

/** An object under construction. Only decoders write to one; it leaves them as `JsonObject`. */
export type MutableObject = { [key: string]: JsonValue };

/**
 * Sets an own property whatever its name: a plain assignment to `__proto__` would change the prototype
 * instead. The last of several equal keys wins.
 */
export function assign(target: MutableObject, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** Own property or `undefined`: `object[key]` would find `constructor` and the like. */
export function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
