import * as vscode from 'vscode';
import type { Variables } from '../../protocol/environment.ts';

/** What a new terminal has without us: VS Code's own environment and the user's terminal settings over it. */
export function existingVariables(): Variables {
  const platform = process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'osx' : 'linux';
  const settings = vscode.workspace
    .getConfiguration('terminal.integrated.env')
    .get<Readonly<Record<string, string | null>>>(platform, {});
  const set = Object.entries(settings).map(([name, value]) => [name, value ?? undefined] as const);
  return { ...process.env, ...Object.fromEntries(set) };
}
