import type { ExpectedSpan, ExpectedTrace } from '../../sdk/expectedTrees.ts';
import type { ShownSpan } from './TracesPanel.ts';

/** The traces as the panel has them: what a thread began stands inside the trace that started it. */
export function regrouped(traces: readonly ExpectedTrace[]): readonly ExpectedTrace[] {
  return traces
    .filter(({ startedBy }) => startedBy === undefined)
    .map((trace) => ({
      ...trace,
      children: [...trace.children, ...traces.filter(({ startedBy }) => startedBy === trace.name)],
    }));
}

/** The part of an expected trace that the panel shows; spans of threads are sorted, either may start first. */
export function shownForm({ name, kind, failed, children }: ExpectedSpan): ShownSpan {
  const shown = children.map(shownForm);
  const concurrent = children.some((child) => child.concurrent);
  return {
    name,
    kind,
    ...(failed && { failed }),
    children: concurrent ? sorted(shown) : shown,
  };
}

/** The shown trace in the order of `shownForm`, where an expected trace of its name has threads. */
export function sortedIfConcurrent(shown: ShownSpan, expected: readonly ExpectedTrace[]): ShownSpan {
  const concurrent = expected.some(
    ({ name, children }) => name === shown.name && children.some((child) => child.concurrent),
  );
  return concurrent ? { ...shown, children: sorted(shown.children) } : shown;
}

function sorted(spans: readonly ShownSpan[]): readonly ShownSpan[] {
  return spans.toSorted((a, b) => a.name.localeCompare(b.name));
}
