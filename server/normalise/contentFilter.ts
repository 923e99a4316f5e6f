import type { JsonValue } from '../../protocol/base/json.ts';
import type { ContentFilterFinding } from '../../protocol/model/span.ts';
import { at, defined, listOf, nonEmpty, objectOf, textOf } from './values.ts';

/**
 * What Azure's content filter found: `prompt_filter_results[].content_filter_results` about the question, the same in
 * each choice about the answer, `{hate: {filtered, severity}, jailbreak: {filtered, detected}, …}`.
 * @see https://learn.microsoft.com/azure/ai-services/openai/concepts/content-filter
 */
export function contentFilterOf(
  response: JsonValue | undefined,
): readonly ContentFilterFinding[] | undefined {
  const asked = listOf(at(response, 'prompt_filter_results')) ?? [];
  const answered = listOf(at(response, 'choices')) ?? [];
  return nonEmpty([
    ...asked.flatMap((result) => findings('question', result)),
    ...answered.flatMap((choice) => findings('answer', choice)),
  ]);
}

function findings(on: ContentFilterFinding['on'], holder: JsonValue): readonly ContentFilterFinding[] {
  const results = objectOf(at(holder, 'content_filter_results')) ?? {};
  return Object.entries(results).flatMap(([category, result]) => {
    const filtered = at(result, 'filtered');
    if (typeof filtered !== 'boolean') return [];
    const severity = textOf(at(result, 'severity'));
    const detected = at(result, 'detected');
    const isDetected = typeof detected === 'boolean' ? detected : undefined;
    return [defined<ContentFilterFinding>({ on, category, filtered, severity, detected: isDetected })];
  });
}
