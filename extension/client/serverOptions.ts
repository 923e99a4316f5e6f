import * as vscode from 'vscode';
import type { ServerOptions } from '../../protocol/messages/language.ts';
import { otlpPort } from '../../protocol/ports.ts';
import { spanUriPath } from '../panel/spanUri.ts';
import type { Settings } from '../settings.ts';

/** What the server is told at its start; the database belongs to the workspace. */
export function serverOptions(
  context: vscode.ExtensionContext,
  settings: Settings,
  previousPort: number | undefined,
): ServerOptions {
  const storage = context.storageUri ?? context.globalStorageUri;
  return {
    databaseFile: vscode.Uri.joinPath(storage, 'traces.db').fsPath,
    port: settings.port(),
    ...(previousPort !== undefined && { previousPort }),
    alsoListenOn: settings.alsoListenOnOtlpPort() ? [otlpPort] : [],
    namedPorts: settings.alsoListenOn(),
    workspaceFolders: (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath),
    excludes: vscode.workspace.getConfiguration('files').get<Record<string, unknown>>('exclude', {}),
    prices: settings.prices(),
    history: settings.history(),
    threadHints: settings.threadHints(),
    codeLens: settings.codeLens(),
    hover: settings.hover(),
    // This editor shows them by itself: inlay hints have no colour for what failed.
    inlayHints: false,
    commandLinks: true,
    spanCommands: true,
    spanUri: `${vscode.env.uriScheme}://${context.extension.id}${spanUriPath}`,
    diagnostics: settings.diagnostics(),
    symbols: settings.symbols(),
  };
}
