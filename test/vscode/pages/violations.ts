import axe from 'axe-core';
import type { TracesPanel } from './TracesPanel.ts';

/** What axe-core finds in the panel's page, a line each. */
export async function violations(panel: TracesPanel): Promise<readonly string[]> {
  const frame = await panel.frame();
  // By the debugger's way: the page's policy would refuse a script tag.
  await frame.evaluate(axe.source);
  const found = await frame.evaluate('axe.run().then((result) => result.violations)');
  return (found as readonly axe.Result[]).flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
