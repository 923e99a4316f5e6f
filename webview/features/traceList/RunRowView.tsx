import { useRef } from 'preact/hooks';
import type { RunRow } from '../../../protocol/messages/rows.ts';
import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { Cell, GridRow, type RowProps } from './GridRow.tsx';
import type { RunItem } from './listRows.ts';
import { RowAction } from './RowAction.tsx';
import { runDuration, runFacts, runIcon, runTitle } from './runTexts.ts';

export interface RunRowProps extends RowProps {
  readonly item: RunItem;
  readonly renaming: boolean;
  readonly onRename: () => void;
  readonly onRenamed: () => void;
}

/** The header of a run: what was started, when, and what came of it. */
export function RunRowView({ item, renaming, onRename, onRenamed, ...row }: RunRowProps) {
  const { run, expanded } = item;
  return (
    <GridRow {...row} item={item} look="run-row" title={runTitle(item)}>
      <Cell look="twistie">
        <Icon name={expanded ? 'chevron-down' : 'chevron-right'} />
      </Cell>
      <Cell look={`row-icon ${iconLook(run)}`}>
        <Icon name={runIcon(run.kind)} label={strings.run.kinds[run.kind]} />
      </Cell>
      <Cell look="run-label">{renaming ? <NameField item={item} onDone={onRenamed} /> : run.label}</Cell>
      <Cell look="run-facts">
        {runFacts(item).map(({ text, failed }) => (
          <span key={text} class={failed ? 'hue-error' : ''}>
            {text}
          </span>
        ))}
      </Cell>
      <RunDuration item={item} />
      <RunActions item={item} selected={row.selected} onRename={onRename} />
    </GridRow>
  );
}

/** Pulses while a trace runs; has the colour as long as the program does. */
function iconLook({ runningCount, alive }: RunRow): string {
  if (runningCount > 0) return 'hue-running pulse';
  return alive ? 'hue-running' : 'muted';
}

function RunActions({
  item: { run },
  selected,
  onRename,
}: {
  item: RunItem;
  selected: boolean;
  onRename: () => void;
}) {
  const { runActions, removal } = useApp();
  const pinned = run.pinned === true;
  return (
    <Cell look="row-actions">
      <RowAction icon="edit" label={strings.run.rename} reachable={selected} onClick={onRename} />
      <RowAction
        icon="trash"
        label={strings.run.delete}
        reachable={selected}
        onClick={() => void removal.deleteRun(run.id)}
      />
      <RowAction
        icon={pinned ? 'pinned' : 'pin'}
        label={pinned ? strings.run.unpin : strings.run.pin}
        pressed={pinned}
        reachable={selected}
        onClick={() => runActions.pinRun(run.id, !pinned)}
      />
    </Cell>
  );
}

/** Apart, so that a tick of the clock draws this cell and not the row. */
function RunDuration({ item }: { item: RunItem }) {
  const { clock } = useApp();
  const running = item.run.runningCount > 0;
  return (
    <Cell look={`number trace-duration ${running ? 'hue-running' : ''}`}>
      {runDuration(item.run, running ? clock.now.value : 0)}
    </Cell>
  );
}

/** Enter and leaving the field keep the name, Escape does not; an empty one brings the run's own back. */
function NameField({ item: { run }, onDone }: { item: RunItem; onDone: () => void }) {
  const { runActions } = useApp();
  const done = useRef(false);
  const end = (name: string | undefined): void => {
    if (done.current) return;
    done.current = true;
    if (name !== undefined && name.trim() !== run.label) runActions.rename(run.id, name);
    onDone();
  };
  return (
    <input
      ref={focused}
      class="run-name"
      aria-label={strings.run.name}
      placeholder={run.labelGiven ?? run.label}
      spellcheck={false}
      maxLength={200}
      defaultValue={run.label}
      onClick={(event) => event.stopPropagation()}
      onBlur={(event) => end(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') end(event.currentTarget.value);
        else if (event.key === 'Escape') end(undefined);
      }}
    />
  );
}

function focused(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}
