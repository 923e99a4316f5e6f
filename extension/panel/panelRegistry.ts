import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { OpenResult } from '../../protocol/messages/webview.ts';
import type { SpanId, TraceId } from '../../protocol/model/span.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import type { OpenSourceRequest } from '../source/openSource.ts';
import { panelHtml, webviewRoot } from './panelHtml.ts';
import { PanelSession, type SessionOptions } from './panelSession.ts';
import { panelViewType } from './panelViewType.ts';
import { runWebviewCommand } from './webviewCommands.ts';

export interface PanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly server: ServerConnection;
  readonly openSource: (request: OpenSourceRequest) => Promise<OpenResult>;
  readonly showDiff: SessionOptions['showDiff'];
  readonly stopped: SessionOptions['stopped'];
  readonly log: vscode.LogOutputChannel;
}

/** The window's one panel: made on demand, given back by VS Code after a reload. */
export class PanelRegistry implements Disposable {
  readonly #options: PanelOptions;
  readonly #owned = new DisposableStore();
  #panel: vscode.WebviewPanel | undefined;
  #session: PanelSession | undefined;

  constructor(options: PanelOptions) {
    this.#options = options;
    this.#owned.register(
      vscode.window.registerWebviewPanelSerializer(panelViewType, {
        deserializeWebviewPanel: async (panel) => this.#adopt(panel),
      }),
    );
  }

  get open(): boolean {
    return this.#panel !== undefined;
  }

  /** Shows the panel beside the code, or brings it to the front where it is. */
  show({ preserveFocus }: { readonly preserveFocus: boolean }): void {
    if (this.#panel) {
      this.#panel.reveal(undefined, preserveFocus);
      return;
    }
    this.#adopt(
      vscode.window.createWebviewPanel(panelViewType, vscode.l10n.t('Traces'), {
        viewColumn: vscode.ViewColumn.Beside,
        preserveFocus,
      }),
    );
  }

  reveal(traceId: TraceId, spanId?: SpanId): void {
    this.show({ preserveFocus: false });
    this.#session?.reveal(traceId, spanId);
  }

  dispose(): void {
    // The panel itself stays: VS Code gives it back to the next life of the extension.
    this.#session?.dispose();
    this.#owned.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const { extensionUri, server, openSource, showDiff, stopped, log } = this.#options;
    this.#panel?.dispose();
    this.#panel = panel;
    panel.iconPath = iconOf(extensionUri);
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] };
    const session = new PanelSession({
      panel: {
        get visible() {
          return panel.visible;
        },
        post: (message) => void panel.webview.postMessage(message),
        onMessage: (listener) => panel.webview.onDidReceiveMessage(listener),
        onHide: (listener) =>
          panel.onDidChangeViewState(() => {
            if (!panel.visible) listener();
          }),
      },
      server,
      openSource,
      showDiff,
      stopped,
      openLink: (url) => void vscode.env.openExternal(vscode.Uri.parse(url, true)),
      copy: (text) => void vscode.env.clipboard.writeText(text),
      command: runWebviewCommand,
      warn: (line) => log.warn(line),
    });
    this.#session = session;
    panel.onDidDispose(() => {
      session.dispose();
      if (this.#panel === panel) this.#panel = undefined;
    });
    panel.webview.html = panelHtml(panel.webview, extensionUri);
  }
}

function iconOf(extensionUri: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const file = (name: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', name);
  return { light: file('panel-light.svg'), dark: file('panel-dark.svg') };
}
