import { useRef } from 'preact/hooks';

export interface SplitterProps {
  readonly label: string;
  /** The line's own direction: `vertical` stands between left and right. */
  readonly orientation: 'vertical' | 'horizontal';
  /** Pixels of the pane that keeps its size. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  /** Where that pane lies, seen from the line. */
  readonly pane: 'before' | 'after';
  readonly onResize: (size: number) => void;
  readonly onReset: () => void;
}

const keyStep = 22;

/**
 * A sash as VS Code draws it, with the keyboard of the WAI-ARIA window splitter (arrows, Home, End, Enter for the
 * default size), which the split layout of vscode-elements does not have.
 */
export function Splitter(props: SplitterProps) {
  const drag = useRef<{ readonly from: number; readonly size: number } | undefined>(undefined);
  const { label, orientation, size, min, max, pane, onResize, onReset } = props;
  const at = (event: PointerEvent): number => (orientation === 'vertical' ? event.clientX : event.clientY);
  const sign = pane === 'before' ? 1 : -1;
  const resize = (next: number): void => onResize(Math.max(min, Math.min(max, next)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = sizeForKey(event.key, { ...props, sign });
    if (next === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (next === undefined) onReset();
    else resize(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: <hr> cannot be moved; this is the focusable separator of WAI-ARIA
    <div
      class={`splitter splitter-${orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(size)}
      aria-valuemin={min}
      aria-valuemax={Math.max(min, Math.round(max))}
      onKeyDown={onKeyDown}
      onDblClick={onReset}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { from: at(event), size };
      }}
      onPointerMove={(event) => {
        if (drag.current) resize(drag.current.size + sign * (at(event) - drag.current.from));
      }}
      onPointerUp={() => {
        drag.current = undefined;
      }}
    />
  );
}

function sizeForKey(
  key: string,
  { size, min, max, orientation, sign }: SplitterProps & { readonly sign: number },
): number | undefined {
  const [less, more] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  if (key === less) return size - sign * keyStep;
  if (key === more) return size + sign * keyStep;
  if (key === 'Home') return min;
  if (key === 'End') return max;
  return undefined;
}
