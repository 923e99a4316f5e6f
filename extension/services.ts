import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../protocol/base/disposable.ts';
import { messageOf } from '../protocol/base/messageOf.ts';
import type { NodeHelper } from '../protocol/environment.ts';
import { restartOnChange } from './client/restartOnChange.ts';
import { createServerConnection, type ServerConnection } from './client/serverConnection.ts';
import { createDebuggerJoin, type DebuggerJoin, registerReveal } from './debugger/debuggerJoin.ts';
import { registerDebugEnvironment } from './debugSessions/debugEnvironment.ts';
import { Injection } from './environment/injection.ts';
import { ProcessEnvironment } from './environment/processEnvironment.ts';
import { ExtraListening } from './listening/extraListening.ts';
import { placeNodeHelper } from './nodeHelper.ts';
import { chooseCall } from './panel/chooseCall.ts';
import { PanelRegistry } from './panel/panelRegistry.ts';
import { registerRevealSpan } from './panel/revealSpan.ts';
import { registerSpanUri } from './panel/spanUri.ts';
import { registerPathMappings } from './pathMappings/pathMappings.ts';
import { ProgramExits } from './runs/programExits.ts';
import { createSettings, type Settings } from './settings.ts';
import { createSourceOpener } from './source/openSource.ts';
import { createDiffOpener } from './source/showDiff.ts';
import { FailureNotice } from './status/failureNotice.ts';
import { FirstTrace } from './status/firstTrace.ts';
import { LossNotice } from './status/lossNotice.ts';
import { StatusBar } from './status/statusBar.ts';
import { TerminalEnvironment } from './terminals/terminalEnvironment.ts';
import { LineValuesView } from './values/lineValuesView.ts';

/** What commands act on. Made once a window, by `activate`. */
export interface Services extends Disposable {
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly server: ServerConnection;
  readonly debugger: DebuggerJoin;
  readonly panels: PanelRegistry;
  readonly injection: Injection;
  readonly terminals: TerminalEnvironment;
  readonly extraListening: ExtraListening;
}

/** Without it Node programs run as ever, and are seen when their spans end. */
function nodeHelperOf(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): NodeHelper | undefined {
  try {
    const shipped = vscode.Uri.joinPath(context.extensionUri, 'dist', 'node').fsPath;
    return placeNodeHelper({ shipped, lasting: context.globalStorageUri.fsPath });
  } catch (error) {
    log.warn(`The helper for Node programs is not used: ${messageOf(error)}`);
    return undefined;
  }
}

export function createServices(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Services {
  const owned = new DisposableStore();
  const settings = createSettings();
  const server = owned.register(createServerConnection({ context, log, settings }));
  owned.register(restartOnChange(server, settings));
  const openSource = owned.register(createSourceOpener(server.ask));
  const diffs = owned.register(createDiffOpener(server.ask));
  owned.register(registerPathMappings({ server, settings }));
  const join = owned.register(createDebuggerJoin(server));
  const { stopped } = join;
  const { extensionUri } = context;
  const panels = owned.register(
    new PanelRegistry({
      extensionUri,
      server,
      openSource: openSource.open,
      showDiff: diffs.open,
      stopped,
      log,
    }),
  );
  owned.register(registerReveal(stopped, ({ traceId, spanId }) => panels.reveal(traceId, spanId)));
  owned.register(
    registerRevealSpan({
      reveal: ({ traceId, spanId }) => panels.reveal(traceId, spanId),
      choose: async (place) => chooseCall(await server.callsAt(place)),
      log,
    }),
  );
  owned.register(registerSpanUri(({ traceId, spanId }) => panels.reveal(traceId, spanId)));
  const helperDir = vscode.Uri.joinPath(context.extensionUri, 'dist', 'python').fsPath;
  const injection = owned.register(
    new Injection({ helperDir, nodeHelper: nodeHelperOf(context, log), settings, server }),
  );
  const terminals = owned.register(
    new TerminalEnvironment({ collection: context.environmentVariableCollection, injection }),
  );
  owned.register(new ProcessEnvironment({ injection, env: process.env }));
  owned.register(registerDebugEnvironment({ injection, log }));
  const extraListening = owned.register(
    new ExtraListening({ server, settings, memory: context.workspaceState, log }),
  );
  owned.register(new LineValuesView({ extensionUri, server, settings }));
  owned.register(new StatusBar({ server, terminals }));
  owned.register(new FailureNotice({ server, showLog: () => log.show() }));
  owned.register(new LossNotice({ server, panelOpen: () => panels.open }));
  owned.register(new ProgramExits((exit) => server.exited(exit)));
  owned.register(new FirstTrace({ server, panels, settings }));
  return {
    log,
    settings,
    server,
    debugger: join,
    panels,
    injection,
    terminals,
    extraListening,
    dispose: () => owned.dispose(),
  };
}
