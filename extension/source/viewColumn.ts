import * as vscode from 'vscode';
import { panelViewType } from '../panel/panelViewType.ts';

/**
 * Where to show a file: where it is open already, else in the column of the code, never over the panel.
 * With the panel alone in the window, a column beside it is made.
 */
export function columnFor(uri: vscode.Uri): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const showing = groups.find(({ tabs }) => tabs.some((tab) => shows(tab, uri)));
  const free = groups.find(({ activeTab }) => activeTab !== undefined && !isPanel(activeTab));
  const empty = groups.find(({ tabs }) => tabs.length === 0);
  return (showing ?? free ?? empty)?.viewColumn ?? vscode.ViewColumn.Beside;
}

function shows({ input }: vscode.Tab, uri: vscode.Uri): boolean {
  const isFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook;
  return isFile && input.uri.toString() === uri.toString();
}

/** VS Code puts a prefix before a webview's view type. */
function isPanel({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(panelViewType);
}
