import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { strings } from '../l10n.ts';
import { useApp } from './appContext.ts';

/** Tells a screen reader how many traces run and how many failed, when that changes; nothing else. */
export function Announcer() {
  const { traceList } = useApp();
  const text = useMemo(
    () =>
      computed(() => {
        const { rows } = traceList.state.value;
        const count = (status: string): number => rows.filter((row) => row.status === status).length;
        return strings.announce(count('running'), count('error'));
      }),
    [traceList],
  );
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {text.value}
    </div>
  );
}
