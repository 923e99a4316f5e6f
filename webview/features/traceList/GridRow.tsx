import type { ComponentChildren } from 'preact';
import type { ListItem } from './listRows.ts';

export interface RowProps {
  readonly id: string;
  readonly top: number;
  readonly height: number;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

export interface GridRowProps extends RowProps {
  readonly item: ListItem;
  readonly look: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** One line of the treegrid. No `<tr>`: lines stand where the scroll position puts them. */
export function GridRow({ item, look, title, children, ...row }: GridRowProps) {
  const { id, top, height, selected, onSelect } = row;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keyboard (aria-activedescendant)
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the list; rows come and go
    // biome-ignore lint/a11y/useSemanticElements: no table, see above
    <div
      id={id}
      role="row"
      aria-level={item.level}
      aria-expanded={item.type === 'run' ? item.expanded : undefined}
      aria-selected={selected}
      aria-posinset={item.position}
      aria-setsize={item.siblings}
      class={`row ${look} ${selected ? 'selected' : ''}`}
      style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
      title={title}
      onClick={onSelect}
    >
      {children}
    </div>
  );
}

export function Cell({ look, children }: { look: string; children?: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the line has the cursor, not its cells
    // biome-ignore lint/a11y/useSemanticElements: a `<td>` lives in a table only
    <span role="gridcell" class={look}>
      {children}
    </span>
  );
}
