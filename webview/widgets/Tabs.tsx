import type { ComponentChildren } from 'preact';

export interface Tab {
  readonly id: string;
  readonly label: string;
  /** Beside the label, muted. */
  readonly count?: number;
}

export interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly active: string;
  readonly onSelect: (id: string) => void;
  readonly addons?: ComponentChildren;
}

/** A list of tabs with the keyboard of WAI-ARIA (arrows select, Home, End). The panel is the caller's: `tabPanelProps`. */
export function Tabs({ label, tabs, active, onSelect, addons }: TabsProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = tabs.findIndex(({ id }) => id === active);
    const next = tabs[indexForKey(event.key, index, tabs.length)];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    const list = event.currentTarget as HTMLElement;
    list.querySelector<HTMLElement>(`#${tabId(next.id)}`)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tablist" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ id, label: text, count }) => (
          <button
            type="button"
            key={id}
            id={tabId(id)}
            role="tab"
            class="tab"
            aria-selected={id === active}
            aria-controls={panelId}
            tabIndex={id === active ? 0 : -1}
            onClick={() => onSelect(id)}
          >
            {text}
            {count === undefined ? null : <span class="tab-count">{count}</span>}
          </button>
        ))}
      </div>
      {addons}
    </div>
  );
}

const panelId = 'details-panel';

export function tabPanelProps(active: string) {
  return { id: panelId, role: 'tabpanel', 'aria-labelledby': tabId(active), tabIndex: 0 } as const;
}

function tabId(id: string): string {
  return `tab-${id}`;
}

function indexForKey(key: string, index: number, count: number): number {
  if (key === 'ArrowRight') return (index + 1) % count;
  if (key === 'ArrowLeft') return (index - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return -1;
}
