import { strings } from '../../l10n.ts';
import { Icon } from '../../widgets/Icon.tsx';

export interface Stop {
  /** False: a caller is chosen in the call stack. */
  readonly top: boolean;
  /** The span itself is folded away below. */
  readonly folded: boolean;
}

export function stopClass({ top }: Stop): string {
  return top ? 'stopped' : 'stopped stopped-caller';
}

/** The arrow of the debugger's line, in its colours. */
export function StopMark({ stopped: { top, folded } }: { stopped: Stop }) {
  const label = folded ? strings.tree.stoppedBelow : strings.tree.stopped;
  const name = top ? 'debug-stackframe' : 'debug-stackframe-focused';
  return (
    <span class="stop-mark">
      <Icon name={name} label={label} />
    </span>
  );
}
