import * as vscode from 'vscode';
import type { Disposable } from '../protocol/base/disposable.ts';
import { defaultPort } from '../protocol/ports.ts';

const section = 'sidetrace';

/** The user's settings, read when asked; package.json has their defaults and texts. */
export interface Settings {
  port(): number;
  autoStart(): boolean;
  showOnFirstTrace(): boolean;
  terminalEnvironment(): boolean;
  setTerminalEnvironment(enabled: boolean): Thenable<void>;
  alsoListenOnOtlpPort(): boolean;
  onChange(listener: () => void): Disposable;
}

export function createSettings(): Settings {
  const get = <T>(name: string, fallback: T): T =>
    vscode.workspace.getConfiguration(section).get<T>(name, fallback);
  return {
    port: () => get('port', defaultPort),
    autoStart: () => get('autoStart', true),
    showOnFirstTrace: () => get('showOnFirstTrace', true),
    terminalEnvironment: () => get('terminalEnvironment.enabled', true),
    setTerminalEnvironment: (enabled) =>
      vscode.workspace
        .getConfiguration(section)
        .update('terminalEnvironment.enabled', enabled, targetOf('terminalEnvironment.enabled')),
    alsoListenOnOtlpPort: () => get('alsoListenOnOtlpPort', true),
    onChange: (listener) =>
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(section) || event.affectsConfiguration('terminal.integrated.env')) {
          listener();
        }
      }),
  };
}

/** A switch acts where the value comes from, else it would change nothing. */
function targetOf(name: string): vscode.ConfigurationTarget {
  const inspected = vscode.workspace.getConfiguration(section).inspect(name);
  return inspected?.workspaceValue === undefined
    ? vscode.ConfigurationTarget.Global
    : vscode.ConfigurationTarget.Workspace;
}
