import {
  elementScroll,
  observeElementOffset,
  type Rect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks';

export interface VirtualRowsOptions {
  readonly count: number;
  readonly rowHeight: number;
  readonly scroller: RefObject<HTMLElement | null>;
}

export interface VirtualRows {
  readonly items: readonly VirtualItem[];
  readonly totalHeight: number;
  readonly pageRows: number;
  /** Scrolls as little as needed. */
  reveal(index: number): void;
}

const overscan = 8;
/** What is drawn before the first measurement: a usual panel's height. */
const firstRect: Rect = { width: 400, height: 600 };

/** Rows of one height, of which only those in view are in the DOM. */
export function useVirtualRows({ count, rowHeight, scroller }: VirtualRowsOptions): VirtualRows {
  const [, draw] = useReducer((turn: number) => turn + 1, 0);
  const options = {
    count,
    overscan,
    estimateSize: () => rowHeight,
    getScrollElement: () => scroller.current,
    scrollToFn: elementScroll,
    observeElementRect: observeHeight,
    observeElementOffset,
    initialRect: firstRect,
    onChange: () => draw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  return {
    items: virtualizer.getVirtualItems(),
    totalHeight: virtualizer.getTotalSize(),
    pageRows: Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? firstRect.height) / rowHeight) - 1),
    reveal: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}

/**
 * Brings the selected row into view when another one is selected, and only then: while rows stream in, the scroll
 * position is the user's.
 */
export function useReveal(
  rows: VirtualRows,
  index: number,
  selectedId: string | undefined,
  wanted: boolean,
): void {
  useEffect(() => {
    if (index >= 0 && wanted) rows.reveal(index);
  }, [selectedId]);
}

/** Like the library's own, but a hidden panel (height 0) keeps its last rows instead of dropping them all. */
function observeHeight(
  instance: Virtualizer<HTMLElement, HTMLElement>,
  onRect: (rect: Rect) => void,
): (() => void) | undefined {
  const element = instance.scrollElement;
  if (!element) return undefined;
  const report = (): void => {
    if (element.offsetHeight > 0) onRect({ width: element.offsetWidth, height: element.offsetHeight });
  };
  report();
  const observer = new ResizeObserver(report);
  observer.observe(element);
  return () => observer.disconnect();
}
