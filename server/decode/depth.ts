import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';

/** True when arrays and objects nest deeper than `levels`. Recurses no deeper than that itself. */
export function isTooDeep(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) if (isTooDeep(item, levels - 1)) return true;
    return false;
  }
  const object = value as JsonObject;
  for (const key in object) if (isTooDeep(object[key] ?? null, levels - 1)) return true;
  return false;
}
