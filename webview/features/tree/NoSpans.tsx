import { millisFromNanos } from '../../../protocol/base/time.ts';
import type { TraceRow } from '../../../protocol/messages/rows.ts';
import type { Notice } from '../../../protocol/messages/status.ts';
import { strings } from '../../l10n.ts';
import { isAnnounced } from '../../state/announced.ts';
import { useApp } from '../../widgets/appContext.ts';
import { CommandLine } from '../../widgets/CommandLine.tsx';

/** Long enough for most programs to end their root. */
const patienceMillis = 10_000;

/**
 * Where a trace has no spans yet. MLflow 2.14 – 3.1 announces a trace and sends its spans when the root ends, which never
 * comes where opentelemetry-sdk is too new for it: the helper knows, else it is likely after some seconds.
 */
export function NoSpans({ trace }: { trace: TraceRow | undefined }) {
  const { status, clock } = useApp();
  const { empty, lostMaybe, lostCommand } = strings.tree;
  const notices = status.value?.state === 'listening' ? status.value.notices : [];
  const known = notices.find(({ code }) => code === 'otel-too-new');
  const late = trace !== undefined && clock.now.value - millisFromNanos(trace.startNs) > patienceMillis;
  const lost = trace !== undefined && isAnnounced(trace) && (known !== undefined || late);
  return (
    <div class="hint-block">
      <p>{empty}</p>
      {lost && <p>{known ? textOf(known) : lostMaybe}</p>}
      {lost && <CommandLine command={known?.command ?? lostCommand} />}
    </div>
  );
}

function textOf({ message, remedy }: Notice): string {
  return `${message} ${remedy}`;
}
