import { IconButton } from '../../widgets/IconButton.tsx';

export interface RowActionProps {
  readonly icon: string;
  readonly label: string;
  readonly pressed?: boolean;
  /** By Tab: only those of the row with the cursor, or a long list would be a long way. */
  readonly reachable: boolean;
  readonly onClick: () => void;
}

/** An action of one row, shown under the pointer and on the row with the cursor; what is switched on shows always. */
export function RowAction({ onClick, ...action }: RowActionProps) {
  return (
    <IconButton
      {...action}
      look="row-action"
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    />
  );
}
