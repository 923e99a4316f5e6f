import '@vscode-elements/elements/dist/vscode-button/index.js';
import { render } from 'preact';
import { AppView } from './AppView.tsx';
import { createBrowserHost } from './host/browserHost.ts';
import type { Host } from './host/host.ts';
import { createVscodeHost, type VsCodeApi } from './host/vscodeHost.ts';
import { createApp } from './state/app.ts';
import { AppContext } from './widgets/appContext.ts';
import './main.css';

declare global {
  /** There only inside VS Code, and to be called once a page. */
  var acquireVsCodeApi: (() => VsCodeApi) | undefined;
}

function chooseHost(): Host {
  const acquire = globalThis.acquireVsCodeApi;
  return acquire ? createVscodeHost(acquire(), window) : createBrowserHost(window);
}

function start(element: HTMLElement): void {
  const host = chooseHost();
  const app = createApp(host, window);
  render(
    <AppContext.Provider value={app}>
      <AppView />
    </AppContext.Provider>,
    element,
  );
  host.start();
}

const element = document.getElementById('app');
if (element) start(element);
