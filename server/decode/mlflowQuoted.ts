import { isTooDeep } from './depth.ts';
import { tryParseMarkedJson } from './exactJson.ts';
import { maxDepth } from './limits.ts';
import { isQuotedMlflow } from './mlflowKeys.ts';
import { type AttributesDraft, type MarkedAttributes, marked, maskAt, put } from './numberMask.ts';
import type { MaskedValue } from './taggedNumbers.ts';

/** The attributes of an MLflow span with typed values: its SDK keeps them as JSON texts, and some ways send those. */
export function unquotedMlflow(given: MarkedAttributes): MarkedAttributes {
  if (!isQuotedMlflow(given.attributes)) return marked(given);
  const draft: AttributesDraft = { attributes: {}, numbers: undefined };
  for (const [key, value] of Object.entries(given.attributes)) {
    const mask = maskAt(given.numbers, key);
    const read = typeof value === 'string' && mask === undefined ? unquotedText(value) : { value, mask };
    put(draft, key, read.value, read.mask);
  }
  return marked(draft);
}

/** What is not JSON (cut at a limit), or nested too deep, stays text. */
export function unquotedText(text: string): MaskedValue {
  const parsed = tryParseMarkedJson(text);
  return parsed === undefined || isTooDeep(parsed.value, maxDepth)
    ? { value: text, mask: undefined }
    : parsed;
}
