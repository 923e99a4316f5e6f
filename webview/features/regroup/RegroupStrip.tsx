import { strings } from '../../l10n.ts';
import type { App } from '../../state/app.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { parallelOf } from '../timeline/parallel.ts';
import { parallelText } from './regroupTexts.ts';

/** Over the tree of a trace whose threads began others: what they saved, and the way to see them apart, or together again. */
export function RegroupStrip({ nowMs }: { nowMs: number }) {
  const app = useApp();
  const trace = app.openTrace.state.value?.trace;
  if (!trace?.group) return null;
  const { head, traces, together } = trace.group;
  const words = strings.regroup;
  const text = together
    ? savedText(app, nowMs)
    : trace.spawnedFrom
      ? words.isStarted
      : words.hasStarted(traces - 1);
  return (
    <div class="regroup-strip">
      <Icon name="git-branch" />
      <span class="regroup-text" title={[text, together ? words.together(traces) : words.apart].join('\n')}>
        {text}
      </span>
      <button type="button" class="link" onClick={() => app.regrouping.setTogether(head, !together)}>
        {together ? words.showApart : words.showTogether}
      </button>
    </div>
  );
}

/** Of what the trace's own spans started; what threads of threads do is inside that. */
function savedText(app: App, nowMs: number): string {
  const spans = app.openTrace.state.value?.spans;
  const own = [...app.regrouping.spawned.value].filter(([id]) => spans?.get(id)?.inside === undefined);
  return parallelText(
    parallelOf(
      own.flatMap(([, entries]) => entries),
      nowMs,
    ),
  );
}
