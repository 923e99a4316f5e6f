import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { spokenText, verdictNow } from '../features/verdict/verdictText.ts';
import { strings } from '../l10n.ts';
import { useApp } from './appContext.ts';

/** Tells a screen reader how many traces run and how many failed, and where the shown one stands or ended, when that changes. */
export function Announcer() {
  const { traceList, openTrace, clock } = useApp();
  const text = useMemo(
    () =>
      computed(() => {
        const { rows } = traceList.state.value;
        const count = (status: string): number => rows.filter((row) => row.status === status).length;
        const verdict = verdictNow(openTrace.state.value?.trace, clock.now.value);
        return strings.announce(count('running'), count('error'), verdict ? spokenText(verdict) : '');
      }),
    [traceList, openTrace, clock],
  );
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {text.value}
    </div>
  );
}
