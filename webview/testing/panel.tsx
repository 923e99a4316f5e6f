/** @jsxImportSource preact */
import { render } from 'preact';
import { afterEach } from 'vitest';
import { AppView } from '../AppView.tsx';
import { createMemoryHost, type MemoryHost } from '../host/memoryHost.ts';
import type { MemoryTrace } from '../host/memoryServer.ts';
import { type App, createApp } from '../state/app.ts';
import { AppContext } from '../widgets/appContext.ts';

export interface Panel {
  readonly host: MemoryHost;
  readonly app: App;
  readonly root: HTMLElement;
}
const mounted: Panel[] = [];

/** The whole app on a page with a host in memory; taken away after the test. */
export function mount(traces: readonly MemoryTrace[] = [], saved?: unknown): Panel {
  const host = createMemoryHost(saved);
  if (traces.length > 0) host.put(...traces);
  const root = document.body.appendChild(document.createElement('div'));
  const app = createApp(host, window);
  render(
    <AppContext.Provider value={app}>
      <AppView />
    </AppContext.Provider>,
    root,
  );
  host.start();
  const panel = { host, app, root };
  mounted.push(panel);
  return panel;
}

afterEach(() => {
  for (const { root, app } of mounted.splice(0)) {
    render(null, root);
    app.dispose();
    root.remove();
  }
});

export const all = (root: HTMLElement, selector: string): readonly HTMLElement[] => [
  ...root.querySelectorAll<HTMLElement>(selector),
];
export const names = (root: HTMLElement): readonly string[] =>
  all(root, '.span-title').map((item) => item.textContent);
export const traceNames = (root: HTMLElement): readonly string[] =>
  all(root, '.trace-name').map((item) => item.textContent);
export const selected = (root: HTMLElement): string | null | undefined =>
  root.querySelector('[role=treeitem][aria-selected=true] .span-title')?.textContent;
export const press = (root: HTMLElement, role: string, key: string): void => {
  root.querySelector(`[role=${role}]`)?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
};
export const button = (root: HTMLElement, name: string): HTMLElement => {
  const found = all(root, 'button, vscode-button').find(
    (item) => (item.getAttribute('aria-label') ?? item.textContent) === name,
  );
  if (!found) throw new Error(`no button ${name}`);
  return found;
};
