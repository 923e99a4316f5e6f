import type { SpawnedFrom } from '../../../protocol/model/span.ts';
import { strings } from '../../l10n.ts';
import type { SpanEntry } from '../../state/openTrace.ts';
import { useApp } from '../../widgets/appContext.ts';
import { remedyCode, whyText } from './regroupTexts.ts';

/** Of a span whose threads began other traces, and of the roots of these: why, and what to write for one trace. */
export function RegroupNote({
  entry,
  spawnedFrom,
}: {
  entry: SpanEntry;
  spawnedFrom: SpawnedFrom | undefined;
}) {
  const { regrouping, openTrace } = useApp();
  const started = regrouping.spawned.value.get(entry.row.spanId) ?? [];
  const from = spawnedFrom ?? started[0]?.inside?.spawnedFrom;
  if (from === undefined) return null;
  const spawner = entry.inside && openTrace.state.value?.spans.get(entry.row.parentId ?? '')?.row.name;
  const why = spawnedFrom ? whyText(spawnedFrom, spawner) : strings.regroup.started(started.length);
  return (
    <p class="regroup-note">
      {why} {strings.regroup.remedy} <code>{remedyCode(from.by)}</code>
    </p>
  );
}
