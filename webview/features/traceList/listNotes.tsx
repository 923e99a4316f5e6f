import { strings } from '../../l10n.ts';
import type { App } from '../../state/app.ts';
import { Problem } from '../../widgets/Problem.tsx';

/** "3 new": what came in above while the user reads further down. */
export function FreshPill({ app, scroller }: { app: App; scroller: () => HTMLElement | null }) {
  const { heldBack } = app.held.value;
  if (heldBack === 0) return null;
  const show = (): void => {
    app.heldSince.value = undefined;
    scroller()?.scrollTo({ top: 0 });
  };
  return (
    <button type="button" class="pill" onClick={show}>
      <span class="codicon codicon-arrow-up" aria-hidden="true" /> {strings.list.fresh(heldBack)}
    </button>
  );
}

export function ListProblem({ app }: { app: App }) {
  const { error } = app.traceList.state.value;
  const failed = app.runActions.error.value;
  return (
    <>
      {error !== undefined && (
        <Problem title={strings.errors.traceList} message={error} onRetry={() => app.traceList.reload()} />
      )}
      {failed !== undefined && <Problem title={strings.errors.run} message={failed} />}
    </>
  );
}

export function NoMatch({ app }: { app: App }) {
  const { rows, loaded } = app.traceList.state.value;
  const filter = app.navigation.filter.value;
  if (filter === '' || !loaded || rows.length > 0) return null;
  return (
    <div class="hint-block">
      {strings.list.noMatch(filter)}{' '}
      <button
        type="button"
        class="link"
        onClick={() => {
          app.navigation.filter.value = '';
        }}
      >
        {strings.list.clearFilter}
      </button>
    </div>
  );
}
