import { useRef } from 'preact/hooks';
import { strings } from '../../l10n.ts';
import { type App, foldable } from '../../state/app.ts';
import { useApp } from '../../widgets/appContext.ts';
import { IconButton } from '../../widgets/IconButton.tsx';
import { Problem } from '../../widgets/Problem.tsx';

const typingPauseMillis = 200;

/** Following or not, the filter, and what can be done with all traces. */
export function Toolbar() {
  const app = useApp();
  const { navigation, host } = app;
  const used = app.traceList.state.value.rows.length > 0 || navigation.filter.value !== '';
  const someFolded = navigation.collapsed.value.size > 0;
  const fold = (): void => app.setCollapsed(foldable(app), !someFolded);
  return (
    <div class="toolbar" role="toolbar" aria-label={strings.list.label}>
      <FollowToggle app={app} />
      {used && <Filter app={app} />}
      {used && <span class="toolbar-count">{countText(app)}</span>}
      <span class="toolbar-space" />
      <RegroupToggle app={app} />
      {app.traceList.state.value.runs.size > 0 && <GroupToggle app={app} />}
      {used && (
        <IconButton
          icon={someFolded ? 'expand-all' : 'collapse-all'}
          label={someFolded ? strings.toolbar.expandAll : strings.toolbar.collapseAll}
          onClick={fold}
        />
      )}
      <ClearAll app={app} />
      {host.commands.has('openSettings') && (
        <IconButton
          icon="settings-gear"
          label={strings.toolbar.settings}
          onClick={() => host.command('openSettings')}
        />
      )}
    </div>
  );
}

/**
 * `12 traces`: those that the list shows; `200 of 3,000 traces` where a filter or pages that are not read yet leave some out;
 * `5 rows · 505 traces` where split ones stand together.
 */
function countText({ traceList, navigation }: App): string {
  const { rows, nextCursor } = traceList.state.value;
  const listed = rows.reduce((sum, { group }) => sum + (group?.together ? group.traces : 1), 0);
  if (navigation.filter.value !== '' || nextCursor !== undefined)
    return strings.run.someTraces(listed, Math.max(listed, traceList.total.value));
  return rows.length < listed ? strings.toolbar.rows(rows.length, listed) : strings.toolbar.traces(listed);
}

/** There where some trace was split, or was before the split ones were shown apart. */
function RegroupToggle({ app }: { app: App }) {
  const together = app.navigation.regroup.value;
  const { rows } = app.traceList.state.value;
  const some = rows.some(({ group, spawnedFrom }) => group !== undefined || spawnedFrom !== undefined);
  if (!some) return null;
  return (
    <IconButton
      icon="git-branch"
      label={together ? strings.regroup.showAllApart : strings.regroup.showAllTogether}
      pressed={together}
      onClick={() => app.regrouping.setAll(!together)}
    />
  );
}

function FollowToggle({ app }: { app: App }) {
  const { follow } = app.navigation;
  const toggle = (): void => (follow.value ? app.stopFollowing() : app.navigation.unpin());
  const label = follow.value ? strings.toolbar.following : strings.toolbar.followOff;
  return (
    <button type="button" class="live" aria-pressed={follow.value} title={label} onClick={toggle}>
      <span class="live-dot" aria-hidden="true" />
      {strings.toolbar.follow}
    </button>
  );
}

function GroupToggle({ app }: { app: App }) {
  const { flat } = app.navigation;
  return (
    <IconButton
      icon={flat.value ? 'list-tree' : 'list-flat'}
      label={flat.value ? strings.toolbar.group : strings.toolbar.flatten}
      onClick={() => {
        flat.value = !flat.value;
      }}
    />
  );
}

/** Asks when typing pauses: each letter would be a search. */
function Filter({ app }: { app: App }) {
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { filter } = app.navigation;
  const onInput = (event: InputEvent): void => {
    const text = (event.currentTarget as HTMLInputElement).value;
    clearTimeout(pending.current);
    pending.current = setTimeout(() => {
      filter.value = text;
    }, typingPauseMillis);
  };
  return (
    <input
      class="filter"
      type="search"
      spellcheck={false}
      placeholder={strings.toolbar.filter}
      aria-label={strings.toolbar.filter}
      value={filter.value}
      onInput={onInput}
    />
  );
}

function ClearAll({ app }: { app: App }) {
  const { last, error, clear, undo } = app.removal;
  const nothing = app.traceList.total.value === 0;
  return (
    <>
      {last.value && (
        <button
          type="button"
          class="link"
          title={strings.toolbar.cleared(last.value.traces)}
          onClick={() => void undo()}
        >
          {strings.toolbar.undo}
        </button>
      )}
      <IconButton
        icon="clear-all"
        label={strings.toolbar.clear}
        disabled={nothing}
        onClick={() => void clear()}
      />
      {error.value !== undefined && <Problem title={strings.errors.clear} message={error.value} />}
    </>
  );
}
