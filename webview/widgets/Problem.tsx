import { strings } from '../l10n.ts';
import { Icon } from './Icon.tsx';

export interface ProblemProps {
  readonly title: string;
  /** What to do about it, as the host said. */
  readonly message: string;
  readonly onRetry?: () => void;
}

/** A failure, shown where its result would have been. */
export function Problem({ title, message, onRetry }: ProblemProps) {
  return (
    <div class="problem" role="alert">
      <Icon name="warning" />
      <span class="problem-text">
        {title} <span class="muted">{message}</span>
      </span>
      {onRetry && (
        <button type="button" class="link" onClick={onRetry}>
          {strings.errors.retry}
        </button>
      )}
    </div>
  );
}
