import { Icon } from '../../widgets/Icon.tsx';

export interface RowActionProps {
  readonly icon: string;
  readonly label: string;
  readonly pressed?: boolean;
  /** By Tab: only those of the row with the cursor, or a long list would be a long way. */
  readonly reachable: boolean;
  readonly onClick: () => void;
}

/** An action of one row, shown under the pointer and on the row with the cursor; what is switched on shows always. */
export function RowAction({ icon, label, pressed, reachable, onClick }: RowActionProps) {
  return (
    <button
      type="button"
      class="icon-button row-action"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      tabIndex={reachable ? 0 : -1}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      <Icon name={icon} />
    </button>
  );
}
