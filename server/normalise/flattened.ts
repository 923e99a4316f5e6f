import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import { isJsonObject } from '../../protocol/base/json.ts';
import { assign, type MutableObject, own } from '../decode/assign.ts';

/** `llm.input_messages.0.message.contents.0.message_content.image.image.url` has eight after its prefix. */
const maxSegments = 16;
const index = /^\d{1,9}$/;

/**
 * Lists that a convention spreads over attributes, `<prefix><index>.<path>`: one pass over the attributes
 * for all prefixes. Indexes are sorted as numbers; gaps, left by attribute limits, close up.
 */
export function unflatten<P extends string>(
  attributes: JsonObject,
  prefixes: readonly P[],
): Readonly<Record<P, readonly JsonValue[]>> {
  const trees = Object.fromEntries(prefixes.map((prefix) => [prefix, {}])) as Record<P, MutableObject>;
  for (const key in attributes) {
    for (const prefix of prefixes) {
      if (!key.startsWith(prefix)) continue;
      place(trees[prefix], key.slice(prefix.length), attributes[key] ?? null);
      break;
    }
  }
  return Object.fromEntries(prefixes.map((prefix) => [prefix, listAt(trees[prefix])])) as Record<
    P,
    readonly JsonValue[]
  >;
}

/** The elements of a tree node whose keys are indexes, in order. */
export function listAt(node: JsonValue | undefined): readonly JsonValue[] {
  if (!isJsonObject(node)) return [];
  return Object.keys(node)
    .filter((key) => index.test(key))
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => node[key] ?? null);
}

function place(tree: MutableObject, path: string, value: JsonValue): void {
  const segments = path.split('.', maxSegments + 1);
  if (segments.length > maxSegments) return;
  let node = tree;
  for (const segment of segments.slice(0, -1)) {
    const next = own(node, segment);
    if (isJsonObject(next)) {
      node = next as MutableObject;
    } else {
      const made: MutableObject = {};
      assign(node, segment, made);
      node = made;
    }
  }
  const last = segments.at(-1) ?? '';
  if (!isJsonObject(own(node, last))) assign(node, last, value);
}
