/** A value that JSON can carry. Decoders produce only this, so nothing downstream meets a class instance. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses text that *looks* like JSON (starts with `{`, `[` or `"`), else gives the text back unchanged.
 * SDKs cut long attribute values in the middle, so text that fails to parse is data, not an error.
 */
export function parseIfJson(text: string): JsonValue {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[' && first !== '"') return text;
  return parseJson(text) ?? text;
}

/** `undefined` when the text is not JSON. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
