import type { JsonObject } from '../../protocol/base/json.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import { genericAdapter } from './adapters/generic.ts';
import { mlflowAdapter } from './adapters/mlflow.ts';
import { openInferenceAdapter } from './adapters/openinference.ts';
import { otelGenaiAdapter } from './adapters/otelGenai.ts';
import { exceptionsOf } from './exceptions.ts';
import type { ConventionAdapter, NormalisedSpan, SpanFacts } from './facts.ts';
import { textOf } from './values.ts';

/**
 * Raise it whenever an adapter reads a span differently. It stands in every row, so that the columns that an older
 * version filled can be told apart; a whole span is always read anew from its raw form.
 */
export const normaliserVersion = 4;

/** Most telling first: a span may satisfy several. The generic adapter matches all and stands last. */
export const conventionAdapters: readonly ConventionAdapter[] = [
  mlflowAdapter,
  openInferenceAdapter,
  otelGenaiAdapter,
  genericAdapter,
];

/** Reads everything canonical out of a raw span. Never throws: an adapter that does is passed over. */
export function normaliseSpan(
  raw: RawSpan,
  adapters: readonly ConventionAdapter[] = conventionAdapters,
): NormalisedSpan {
  const issues: string[] = [];
  for (const adapter of adapters) {
    try {
      if (!adapter.detect(raw)) continue;
      return { raw, facts: withCommonFacts(raw, adapter.read(raw)), convention: adapter.id, issues };
    } catch (error) {
      issues.push(`${adapter.id}: ${messageOf(error)}`);
    }
  }
  return { raw, facts: withCommonFacts(raw, {}), convention: 'generic', issues };
}

/** What holds in every convention; an adapter's own finding is never replaced. */
function withCommonFacts(raw: RawSpan, facts: SpanFacts): SpanFacts {
  const exceptions = facts.exceptions ?? exceptionsOf(raw);
  const statusMessage = facts.statusMessage ?? raw.status.message;
  const session = facts.session ?? textOf(raw.attributes['session.id']);
  const user = facts.user ?? textOf(raw.attributes['user.id']);
  const functionName = facts.functionName ?? codeFunction(raw.attributes);
  return {
    ...facts,
    ...(exceptions !== undefined && { exceptions }),
    ...(statusMessage !== undefined && { statusMessage }),
    ...(session !== undefined && { session }),
    ...(user !== undefined && { user }),
    ...(functionName !== undefined && { functionName }),
  };
}

/** OTel's `code.function.name`, or the deprecated pair `code.namespace` and `code.function`. */
function codeFunction(attributes: JsonObject): string | undefined {
  const stable = textOf(attributes['code.function.name']);
  if (stable !== undefined) return stable;
  const name = textOf(attributes['code.function']);
  const namespace = textOf(attributes['code.namespace']);
  return name !== undefined && namespace !== undefined ? `${namespace}.${name}` : name;
}
