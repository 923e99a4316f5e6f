import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { reportFailure } from './reportFailure.ts';
import { createServices } from './services.ts';

/** Wires the services together and starts the receiver; everything else is in the services. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Sidetrace', { log: true });
  context.subscriptions.push(log);
  try {
    const services = createServices(context, log);
    context.subscriptions.push(services, registerCommands(services));
    if (services.settings.autoStart()) await services.server.start();
  } catch (error) {
    // VS Code says nothing when an extension fails to activate.
    reportFailure(log, error);
  }
}
