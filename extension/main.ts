import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { reportFailure } from './reportFailure.ts';
import { createServices } from './services.ts';

/** Wires the services together and starts the receiver; everything else is in the services. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Sidetrace', { log: true });
  context.subscriptions.push(log);
  try {
    const services = createServices(context, log);
    context.subscriptions.push(services, registerCommands(services));
    // Not waited for: VS Code counts it as activation, and holds back the panel of the last window until it ends.
    if (services.settings.autoStart()) void services.server.start();
  } catch (error) {
    // VS Code says nothing when an extension fails to activate.
    reportFailure(log, error);
  }
}
