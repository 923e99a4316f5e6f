import type { ComponentChildren, HTMLAttributes } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

export interface EndKeeperProps extends HTMLAttributes<HTMLDivElement> {
  /** More comes at the end. */
  readonly growing: boolean;
  readonly children: ComponentChildren;
}

const nearEnd = 8;

/** A scrolled box that shows the end of what grows in it as long as that is in view; elsewhere it stays where it is. */
export function EndKeeper({ growing, children, ...rest }: EndKeeperProps) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(false);
  const look = (element: HTMLElement): void => {
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
  };
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (growing && atEnd.current) element.scrollTop = element.scrollHeight;
    look(element);
  });
  return (
    <div ref={box} {...rest} onScroll={(event) => look(event.currentTarget)}>
      {children}
    </div>
  );
}
