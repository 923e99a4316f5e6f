import { formatCount } from '../../../protocol/base/format.ts';
import type { TraceRow } from '../../../protocol/messages/rows.ts';
import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { statusLook, statusText } from '../../widgets/look.ts';
import { costText, costTitle, usageText } from '../details/facts.ts';
import { TracePreview } from '../verdict/VerdictView.tsx';
import { spansText } from './traceTexts.ts';
import { timeOfDay, traceDuration } from './traceTime.ts';

export interface TraceRowViewProps {
  readonly row: TraceRow;
  readonly id: string;
  readonly top: number;
  readonly height: number;
  readonly position: number;
  readonly count: number;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

export function TraceRowView(props: TraceRowViewProps) {
  const { row, id, top, height, position, count, selected, onSelect } = props;
  const look = statusLook(row.status);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keyboard (aria-activedescendant)
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the list; rows come and go
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-posinset={position}
      aria-setsize={count}
      class={`row trace-row ${selected ? 'selected' : ''}`}
      style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
      title={titleOf(row)}
      onClick={onSelect}
    >
      <span class={`row-icon ${look.hue} ${row.status === 'running' ? 'pulse' : ''}`}>
        <Icon name={look.icon} label={statusText(row.status)} />
      </span>
      <span class="trace-name">{row.name}</span>
      <TracePreview row={row} preview={row.preview || spansText(row)}>
        <GroupFacts row={row} />
      </TracePreview>
      <span class="number trace-tokens">
        {row.usage && row.usage.total > 0 ? strings.list.tokens(formatCount(row.usage.total)) : ''}
      </span>
      <TraceDuration row={row} />
    </div>
  );
}

/** Apart, so that a tick of the clock draws this cell and not the row. */
function TraceDuration({ row }: { row: TraceRow }) {
  const { clock } = useApp();
  const running = row.status === 'running';
  const text = traceDuration(row, running ? clock.now.value : 0);
  return <span class={`number trace-duration ${running ? 'hue-running' : ''}`}>{text}</span>;
}

/** `6 traces, 1 failed · `: the row stands for more than one, and its icon is that of the first. */
function GroupFacts({ row: { group } }: { row: TraceRow }) {
  if (!group?.together) return null;
  return (
    <>
      {strings.toolbar.traces(group.traces)}
      {group.failed > 0 && <span class="trace-failed">, {strings.list.failed(group.failed)}</span>} ·{' '}
    </>
  );
}

function titleOf(row: TraceRow): string {
  const failed = row.errorCount > 0 ? `, ${row.errorCount} failed` : '';
  const used = [row.usage && usageText(row.usage), row.cost && costText(row.cost)]
    .filter(Boolean)
    .join(' · ');
  const facts = `${timeOfDay(row.startNs)} · ${statusText(row.status)} · ${spansText(row)}${failed}`;
  const computed = row.cost?.basis === 'computed' && costTitle(row.cost, row.usage);
  const grouped = row.group?.together
    ? strings.regroup.together(row.group.traces)
    : row.spawnedFrom && strings.regroup.isStarted;
  return [row.name, facts, grouped, used, computed, row.preview].filter(Boolean).join('\n');
}
