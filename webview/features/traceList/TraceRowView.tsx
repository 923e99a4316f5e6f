import { formatCount } from '../../../protocol/base/format.ts';
import type { TraceRow } from '../../../protocol/messages/rows.ts';
import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { statusLook, statusText } from '../../widgets/look.ts';
import { costText, costTitle, usageText } from '../details/facts.ts';
import { TracePreview } from '../verdict/VerdictView.tsx';
import { Cell, GridRow, type RowProps } from './GridRow.tsx';
import type { TraceItem } from './listRows.ts';
import { RowAction } from './RowAction.tsx';
import { spansText, testName } from './traceTexts.ts';
import { timeOfDay, traceDuration } from './traceTime.ts';

export interface TraceRowProps extends RowProps {
  readonly item: TraceItem;
  /** Without actions. */
  readonly plain: boolean;
}

export function TraceRowView({ item, plain, ...row }: TraceRowProps) {
  const { row: trace } = item;
  const look = statusLook(trace.status);
  return (
    <GridRow {...row} item={item} look={`trace-row level-${item.level}`} title={titleOf(item)}>
      <Cell look={`row-icon ${look.hue} ${trace.status === 'running' ? 'pulse' : ''}`}>
        <Icon name={look.icon} label={statusText(trace.status)} />
      </Cell>
      <Cell look="trace-name">{trace.name}</Cell>
      <TracePreview row={trace} preview={previewOf(trace)}>
        <GroupFacts row={trace} />
      </TracePreview>
      <Cell look="number trace-tokens">
        {trace.usage && trace.usage.total > 0 ? strings.list.tokens(formatCount(trace.usage.total)) : ''}
      </Cell>
      <TraceDuration row={trace} />
      {!plain && <TraceActions row={trace} selected={row.selected} />}
    </GridRow>
  );
}

function TraceActions({ row, selected }: { row: TraceRow; selected: boolean }) {
  const { runActions } = useApp();
  const pinned = row.pinned === true;
  return (
    <Cell look="row-actions">
      <RowAction
        icon={pinned ? 'pinned' : 'pin'}
        label={pinned ? strings.list.unpinTrace : strings.list.pinTrace}
        pressed={pinned}
        reachable={selected}
        onClick={() => runActions.pinTrace(row.traceId, !pinned)}
      />
    </Cell>
  );
}

/** Apart, so that a tick of the clock draws this cell and not the row. */
function TraceDuration({ row }: { row: TraceRow }) {
  const { clock } = useApp();
  const running = row.status === 'running';
  const text = traceDuration(row, running ? clock.now.value : 0);
  return <Cell look={`number trace-duration ${running ? 'hue-running' : ''}`}>{text}</Cell>;
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

/** The test first: in a run of tests their traces often have one name. */
function previewOf(row: TraceRow): string {
  const preview = row.preview || spansText(row);
  return row.test === undefined ? preview : `${testName(row.test)} · ${preview}`;
}

function titleOf({ row, run }: TraceItem): string {
  const failed = row.errorCount > 0 ? `, ${row.errorCount} failed` : '';
  const used = [row.usage && usageText(row.usage), row.cost && costText(row.cost)]
    .filter(Boolean)
    .join(' · ');
  const facts = `${timeOfDay(row.startNs)} · ${statusText(row.status)} · ${spansText(row)}${failed}`;
  const computed = row.cost?.basis === 'computed' && costTitle(row.cost, row.usage);
  const grouped = row.group?.together
    ? strings.regroup.together(row.group.traces)
    : row.spawnedFrom && strings.regroup.isStarted;
  const lines = [row.name, run?.label, row.test, facts, grouped, used, computed, row.preview];
  return lines.filter(Boolean).join('\n');
}
