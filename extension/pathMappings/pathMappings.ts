import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { PathMapping } from '../../protocol/messages/language.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import type { Settings } from '../settings.ts';
import { type Folder, mappingsOfSession, readMappings } from './readMappings.ts';

export interface PathMappingsOptions {
  readonly server: Pick<ServerConnection, 'tellPathMappings' | 'onStatus' | 'status'>;
  readonly settings: Pick<Settings, 'pathMappings' | 'onChange'>;
}

/** Of debug sessions; programs of earlier ones are still in the list of traces. */
const mostOfSessions = 50;

/** Tells the server which folders elsewhere are which here: the setting's, then those of debug sessions, the newest first. */
export function registerPathMappings({ server, settings }: PathMappingsOptions): Disposable {
  const owned = new DisposableStore();
  let ofSessions: readonly PathMapping[] = [];
  const tell = (): void => {
    const mappings = [...readMappings(settings.pathMappings(), folders()), ...ofSessions];
    if (server.status.state === 'listening') server.tellPathMappings(mappings);
  };
  owned.register(
    vscode.debug.onDidStartDebugSession(({ configuration }) => {
      const found = mappingsOfSession(configuration, folders());
      if (found.length === 0) return;
      ofSessions = [...found, ...ofSessions].slice(0, mostOfSessions);
      tell();
    }),
  );
  owned.register(settings.onChange(tell));
  owned.register(vscode.workspace.onDidChangeWorkspaceFolders(tell));
  // A restricted setting counts from then on.
  owned.register(vscode.workspace.onDidGrantWorkspaceTrust(tell));
  owned.register(
    server.onStatus(({ state }) => {
      if (state === 'listening') tell();
    }),
  );
  return owned;
}

function folders(): readonly Folder[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ name, uri }) => ({ name, path: uri.fsPath }));
}
