import type { ContentFilterFinding } from '../../../protocol/model/span.ts';
import { strings } from '../../l10n.ts';

const words = strings.details.contentFilter;

/** What is worth a look, `violence low (answer)`; that a filter looked and found nothing is said, too. */
export function contentFilterText(findings: readonly ContentFilterFinding[]): string {
  const found = findings.filter(isFound);
  return found.length === 0 ? words.nothing : found.map(findingText).join(', ');
}

/** Every category, a line each. */
export function contentFilterList(findings: readonly ContentFilterFinding[]): string {
  return findings.map(findingText).join('\n');
}

function isFound({ filtered, severity, detected }: ContentFilterFinding): boolean {
  return filtered || detected === true || (severity !== undefined && severity !== 'safe');
}

/** `jailbreak detected, kept back (question)` */
function findingText(finding: ContentFilterFinding): string {
  const { on, category, filtered, severity, detected } = finding;
  const what = [category, severity, detected && words.detected].filter(Boolean).join(' ');
  return `${what}${filtered ? `, ${words.filtered}` : ''} (${words.on[on]})`;
}
