import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';

export interface Difference {
  /** Names and indices from the result's root, with slashes: `trace/info/tags/mlflow.traceName`. */
  readonly path: string;
  /** `undefined` where the one side has no such field. */
  readonly ours: JsonValue | undefined;
  readonly theirs: JsonValue | undefined;
}

/** Every field that differs, deepest first: an object that differs is told by its fields. */
export function differences(
  ours: JsonValue | undefined,
  theirs: JsonValue | undefined,
  path = '',
): readonly Difference[] {
  if (isBranch(ours) && isBranch(theirs) && Array.isArray(ours) === Array.isArray(theirs)) {
    const [a, b] = [new Map(Object.entries(ours)), new Map(Object.entries(theirs))];
    const names = [...new Set([...a.keys(), ...b.keys()])];
    return names.flatMap((name) =>
      differences(a.get(name), b.get(name), path === '' ? name : `${path}/${name}`),
    );
  }
  return ours === theirs ? [] : [{ path, ours, theirs }];
}

function isBranch(value: JsonValue | undefined): value is readonly JsonValue[] | JsonObject {
  return typeof value === 'object' && value !== null;
}
