import '@vscode-elements/elements/dist/vscode-button/index.js';
import { type ComponentChildren, render } from 'preact';
import { AppView } from './AppView.tsx';
import { EmbeddedView } from './EmbeddedView.tsx';
import { createBrowserHost } from './host/browserHost.ts';
import { schemeInFrame } from './host/editorScheme.ts';
import { createEmbeddedHost, embeddedIds } from './host/embeddedHost.ts';
import type { Host } from './host/host.ts';
import { createVscodeHost, type VsCodeApi } from './host/vscodeHost.ts';
import { createApp } from './state/app.ts';
import { AppContext } from './widgets/appContext.ts';
import './main.css';

declare global {
  /** There only inside VS Code, and to be called once a page. */
  var acquireVsCodeApi: (() => VsCodeApi) | undefined;
}

function start(element: HTMLElement): void {
  const acquire = globalThis.acquireVsCodeApi;
  if (acquire) show(element, createVscodeHost(acquire(), window), <AppView />);
  else if (element.hasAttribute('data-embedded')) {
    const ids = embeddedIds(location.search);
    // Not in every browser.
    const ancestors = (location as { readonly ancestorOrigins?: ArrayLike<string> }).ancestorOrigins ?? [];
    const scheme = schemeInFrame(Array.from(ancestors), element.dataset.editorScheme);
    if (scheme) document.documentElement.style.colorScheme = scheme;
    show(element, createEmbeddedHost(window, ids), <EmbeddedView ids={ids} framed={window.top !== window} />);
  } else show(element, createBrowserHost(window), <AppView />);
}

function show(element: HTMLElement, host: Host, view: ComponentChildren): void {
  render(<AppContext.Provider value={createApp(host, window)}>{view}</AppContext.Provider>, element);
  host.start();
}

const element = document.getElementById('app');
if (element) start(element);
