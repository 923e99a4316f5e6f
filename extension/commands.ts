import * as vscode from 'vscode';
import { clearTraces } from './clearTraces.ts';
import {
  breakOnNextCall,
  breakWhenCalledWith,
  copyCall,
  evaluateWithInputs,
  runToHere,
  type SpanCommand,
} from './debugger/spanCommands.ts';
import { traceKernel } from './kernels/traceKernel.ts';
import { showMenu } from './menu.ts';
import { reportFailure } from './reportFailure.ts';
import { runExample } from './runExample.ts';
import type { Services } from './services.ts';
import { shellText } from './terminals/shellText.ts';
import { cycleValues } from './values/cycleValues.ts';

/** `argument`: what VS Code gives along with the menu it is chosen in. */
type Command = (services: Services, argument: unknown) => void | Promise<void>;

/** Every command of package.json, by its name behind `sidetrace.`. */
const commands: Readonly<Record<string, Command>> = {
  showTraces: async ({ panels, server }) => {
    panels.show({ preserveFocus: false });
    await server.start();
  },
  showMenu,
  copyEnvironment,
  toggleEnvironment: ({ settings }) => Promise.resolve(settings.setEnvironment(!settings.environment())),
  traceKernel: ({ injection }) => traceKernel(injection),
  openInBrowser: async ({ server }) => {
    if (server.status.state !== 'listening') return notListening();
    await vscode.env.openExternal(vscode.Uri.parse(server.status.url));
  },
  clearTraces,
  restartServer: ({ server }) => server.restart(),
  showLog: ({ log }) => log.show(),
  runExample: () => runExample(),
  cycleValues: ({ settings }) => cycleValues(settings),
  breakOnNextCall: ofSpan(breakOnNextCall),
  breakWhenCalledWith: ofSpan(breakWhenCalledWith),
  // The same under the name that a tool's menu has.
  breakWhenToolCalledWith: ofSpan(breakWhenCalledWith),
  runToHere: ofSpan(runToHere),
  evaluateWithInputs: ofSpan(evaluateWithInputs),
  copyCall: ofSpan(copyCall),
};

export function registerCommands(services: Services): vscode.Disposable {
  const registered = Object.entries(commands).map(([name, command]) =>
    vscode.commands.registerCommand(`sidetrace.${name}`, async (argument: unknown) => {
      try {
        await command(services, argument);
      } catch (error) {
        reportFailure(services.log, error);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

function ofSpan(command: SpanCommand): Command {
  return (services, argument) => command(services.debugger.forCommands, argument);
}

async function copyEnvironment({ terminals }: Services): Promise<void> {
  // For another shell: what is set in this window says nothing about it.
  const environment = terminals.current({});
  if (!environment) return notListening();
  await vscode.env.clipboard.writeText(shellText(environment, process.platform));
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Copied. Paste it into a terminal outside VS Code; programs started there send their traces here.',
    ),
  );
}

function notListening(): void {
  void vscode.window.showWarningMessage(
    vscode.l10n.t('Sidetrace is not listening. Run “Sidetrace: Restart Server”.'),
  );
}
