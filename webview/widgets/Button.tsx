import { type ComponentChildren, h } from 'preact';

export interface ButtonProps {
  readonly secondary?: boolean;
  readonly title?: string;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}

/** VS Code's own push button. The element is defined by `main.tsx`; tests see an unknown tag with the same text. */
export function Button({ secondary = false, title, onClick, children }: ButtonProps) {
  return h('vscode-button' as 'button', { secondary, title, onClick } as object, children);
}
