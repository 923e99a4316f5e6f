import type { ContentFilterFinding } from '../../../protocol/model/span.ts';
import { strings } from '../../l10n.ts';

const words = strings.details.contentFilter;

/** What is worth a look, `violence low (question, answer)`; that a filter found nothing is said, too. */
export function contentFilterText(findings: readonly ContentFilterFinding[]): string {
  const found = findings.filter(isFound);
  return found.length === 0 ? words.nothing : lines(found).join(', ');
}

/** Every category, a line each. */
export function contentFilterList(findings: readonly ContentFilterFinding[]): string {
  return lines(findings).join('\n');
}

function isFound({ filtered, severity, detected }: ContentFilterFinding): boolean {
  return filtered || detected === true || (severity !== undefined && severity !== 'safe');
}

/** What is the same in question and answer is said once. */
function lines(findings: readonly ContentFilterFinding[]): readonly string[] {
  const places = new Map<string, readonly string[]>();
  for (const finding of findings) {
    const what = findingText(finding);
    places.set(what, [...(places.get(what) ?? []), words.on[finding.on]]);
  }
  return [...places].map(([what, on]) => `${what} (${[...new Set(on)].join(', ')})`);
}

/** `jailbreak detected, kept back` */
function findingText({ category, filtered, severity, detected }: ContentFilterFinding): string {
  const what = [category, severity, detected && words.detected].filter(Boolean).join(' ');
  return filtered ? `${what}, ${words.filtered}` : what;
}
