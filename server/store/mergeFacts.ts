import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import type { TraceFacts } from '../decode/rawSpan.ts';
import type { StoredFacts } from './traceColumns.ts';

/**
 * What a wire said about a trace, over what it said before: a later field wins, tags and metadata key by key, a
 * `null` tag is removed. A trace that has ended does not run again (the start's request may be the later one).
 */
export function mergeFacts(stored: StoredFacts, arrived: TraceFacts): StoredFacts {
  const { traceId: _, ...said } = arrived;
  const ended = stored.state !== undefined && stored.state !== 'running';
  const state = ended && said.state === 'running' ? stored.state : said.state;
  const tags = withoutNulls({ ...stored.tags, ...said.tags });
  const metadata = withoutNulls({ ...stored.metadata, ...said.metadata });
  return {
    ...stored,
    ...said,
    ...(state === undefined ? {} : { state }),
    ...(tags === undefined ? {} : { tags }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** Tags that spans brought, less those that a wire removed. */
export function withoutRemoved(spanTags: JsonObject, said: JsonObject | undefined): JsonObject {
  if (said === undefined) return spanTags;
  return Object.fromEntries(Object.entries(spanTags).filter(([key]) => said[key] !== null));
}

function withoutNulls(values: JsonObject): JsonObject | undefined {
  const entries = Object.entries(values).filter((entry): entry is [string, JsonValue] => entry[1] !== null);
  return entries.length === 0 && Object.keys(values).length === 0 ? undefined : Object.fromEntries(entries);
}
