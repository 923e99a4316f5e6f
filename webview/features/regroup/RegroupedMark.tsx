import type { SpanEntry } from '../../state/openTrace.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { whyText } from './regroupTexts.ts';

/** On the root of another trace that is shown here: says why. */
export function RegroupedMark({ entry }: { entry: SpanEntry }) {
  const { openTrace } = useApp();
  const { inside, row } = entry;
  if (!inside?.spawnedFrom) return null;
  const spawner = openTrace.state.value?.spans.get(row.parentId ?? '')?.row.name;
  return (
    <span class="regrouped">
      <Icon name="git-branch" label={whyText(inside.spawnedFrom, spawner)} />
    </span>
  );
}
