import { formatCount, formatDuration } from '../../../protocol/base/format.ts';
import { strings } from '../../l10n.ts';
import type { SpanEntry } from '../../state/openTrace.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { kindText, rowLook, statusText } from '../../widgets/look.ts';
import { RegroupedMark } from '../regroup/RegroupedMark.tsx';
import { Bar } from '../timeline/Bar.tsx';
import { durationMs, type TimeAxis } from '../timeline/layoutTimeline.ts';
import type { VisibleRow } from './flattenVisible.ts';
import { type Stop, StopMark, stopClass } from './StopMark.tsx';

export interface SpanRowViewProps {
  readonly row: VisibleRow;
  /** What VS Code's menu knows of it, see `spanContext`. */
  readonly context: string;
  /** Given: a debugger stands in it. */
  readonly stopped: Stop | undefined;
  readonly id: string;
  readonly top: number;
  readonly selected: boolean;
  readonly axis: TimeAxis;
  readonly nowMs: number;
  /** What the threads that it started did side by side. */
  readonly spawned: string | undefined;
  readonly onClick: (event: MouseEvent) => void;
  readonly onToggle: (event: MouseEvent) => void;
}

/** Deeper rows are not set in further: in a panel of 320 px a name must still fit. */
const deepestIndent = 14;
const indentWidth = 14;

export function SpanRowView(props: SpanRowViewProps) {
  const { row, id, top, selected, stopped, axis, nowMs, spawned, onClick, onToggle } = props;
  const { node, depth, expanded, position, siblings } = row;
  const { entry, children, orphan } = node;
  const { name, kind, status } = entry.row;
  const duration = durationMs(entry, nowMs);
  const time = duration === undefined ? '–' : formatDuration(duration);
  const look = rowLook(kind, status);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keyboard (aria-activedescendant)
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree; rows come and go
    <div
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={selected}
      aria-expanded={children.length > 0 ? expanded : undefined}
      aria-current={stopped && 'step'}
      data-vscode-context={props.context}
      class={`row span-row ${selected ? 'selected' : ''} ${stopped ? stopClass(stopped) : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      title={titleOf(entry, axis, time)}
      onClick={onClick}
    >
      <span
        class="span-name"
        style={{ paddingLeft: `${4 + Math.min(depth, deepestIndent) * indentWidth}px` }}
      >
        <Twistie visible={children.length > 0} expanded={expanded} onToggle={onToggle} />
        <span class={`row-icon ${look.hue}`}>
          <Icon name={look.icon} label={strings.tree.kindAndStatus(kindText(kind), statusText(status))} />
        </span>
        {stopped && <StopMark stopped={stopped} />}
        <span class="span-title">{name}</span>
        <RegroupedMark entry={entry} />
        <Hint entry={entry} />
        {spawned !== undefined && <span class="span-hint">{spawned}</span>}
        {orphan && (
          <span class="orphan" title={strings.tree.orphan}>
            <Icon name="question" />
          </span>
        )}
      </span>
      <Bar entry={entry} axis={axis} nowMs={nowMs} />
      <span class={`number span-duration ${status === 'running' ? 'hue-running' : ''}`}>
        {status === 'running' && <span class="running-dot pulse" />}
        {time}
      </span>
    </div>
  );
}

interface TwistieProps {
  readonly visible: boolean;
  readonly expanded: boolean;
  readonly onToggle: (event: MouseEvent) => void;
}

function Twistie({ visible, expanded, onToggle }: TwistieProps) {
  if (!visible) return <span class="twistie" />;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: arrow keys of the tree do the same
    // biome-ignore lint/a11y/noStaticElementInteractions: aria-expanded of the row says it
    <span class="twistie" onClick={onToggle}>
      <Icon name={expanded ? 'chevron-down' : 'chevron-right'} />
    </span>
  );
}

function Hint({ entry }: { entry: SpanEntry }) {
  const { model, tokens, hint, status } = entry.row;
  const tok = tokens === undefined || tokens === 0 ? undefined : strings.list.tokens(formatCount(tokens));
  const text = [model, tok].filter(Boolean).join(' · ');
  return (
    <>
      {text !== '' && <span class="span-hint">{text}</span>}
      {hint !== undefined && (
        <span class={`span-hint mono ${status === 'error' ? 'hue-error' : ''}`}>{hint}</span>
      )}
    </>
  );
}

function titleOf(entry: SpanEntry, axis: TimeAxis, time: string): string {
  const { name, kind, status, model, hint } = entry.row;
  const begins = strings.tree.starts(`+${formatDuration(Math.max(0, entry.startMs - axis.startMs))}`);
  const share =
    entry.endMs === undefined ? undefined : (entry.endMs - entry.startMs) / (axis.endMs - axis.startMs);
  const ofTrace = share === undefined ? undefined : strings.tree.ofTrace(`${Math.round(share * 100)} %`);
  const facts = [kindText(kind), statusText(status), model].filter(Boolean).join(' · ');
  const times = [time, begins, ofTrace].filter(Boolean).join(' · ');
  return [name, facts, times, hint].filter(Boolean).join('\n');
}
