import * as vscode from 'vscode';
import type { Disposable } from '../../protocol/base/disposable.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { CallsAt, CallsAtParams } from '../../protocol/messages/calls.ts';
import type { Delta } from '../../protocol/messages/delta.ts';
import type {
  ListenResult,
  PathMapping,
  ProgramExit,
  ServerOptions,
  TrackingAddress,
} from '../../protocol/messages/language.ts';
import { type Ask, RequestError } from '../../protocol/messages/requests.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import type { LineValues, LineValuesParams } from '../../protocol/messages/values.ts';
import type { Settings } from '../settings.ts';
import { previousPort, type RememberedPort } from './rememberedPort.ts';
import { serverOptions } from './serverOptions.ts';
import type { RunningServer } from './startServer.ts';

/** The server process as the rest of the extension sees it: ask it, hear from it, start and stop it. */
export interface ServerConnection extends Disposable {
  readonly ask: Ask;
  /** As `languageMethods.trackingAddresses`, `listenAlso` and `callsAt`; reject with `RequestError` when the server does not run. */
  trackingAddresses(): Promise<readonly TrackingAddress[]>;
  listenAlso(ports: readonly number[]): Promise<ListenResult>;
  /** As `languageMethods.lineValues` and `valuesChanged`. */
  lineValues(params: LineValuesParams): Promise<LineValues>;
  readonly onValuesChanged: vscode.Event<void>;
  /** As `languageMethods.pathMappings`; nothing happens when the server does not run. */
  tellPathMappings(mappings: readonly PathMapping[]): void;
  callsAt(params: CallsAtParams): Promise<CallsAt>;
  /** As `languageMethods.exited`; nobody hears it where the server does not run. */
  exited(exit: ProgramExit): void;
  readonly status: ServerStatus;
  /** Whether it was started and not stopped; it may still be starting. */
  readonly running: boolean;
  readonly onDelta: vscode.Event<Delta>;
  readonly onStatus: vscode.Event<ServerStatus>;
  /** Starts the process if it is not running; resolves when it is or has failed (then `status` says why). */
  start(): Promise<void>;
  restart(): Promise<void>;
}

export interface ConnectionOptions {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
}

/** Where the workspace keeps its `RememberedPort`. */
const portKey = 'sidetrace.port';

export function createServerConnection(options: ConnectionOptions): ServerConnection {
  const { context, log, settings } = options;
  const deltas = new vscode.EventEmitter<Delta>();
  const statuses = new vscode.EventEmitter<ServerStatus>();
  const valuesChanges = new vscode.EventEmitter<void>();
  let status: ServerStatus = { state: 'stopped' };
  let running: Promise<RunningServer> | undefined;
  /** The port that the server was told at its start; the setting may have changed since. */
  let wanted = settings.port();

  const setStatus = (next: ServerStatus): void => {
    status = next;
    if (next.state === 'listening') {
      const remembered: RememberedPort = { wanted, actual: next.port };
      void context.workspaceState.update(portKey, remembered);
    }
    void vscode.commands.executeCommand('setContext', 'sidetrace.listening', next.state === 'listening');
    statuses.fire(next);
  };

  const optionsForStart = (): ServerOptions => {
    wanted = settings.port();
    return serverOptions(context, settings, previousPort(context.workspaceState.get(portKey), wanted));
  };

  const begin = async (): Promise<RunningServer> => {
    setStatus({ state: 'starting' });
    // The language client is the larger part of the bundle: loaded when needed, not to activate.
    const { startServer } = await import('./startServer.ts');
    return startServer({
      modulePath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath,
      log,
      options: optionsForStart,
      onDelta: (delta) => deltas.fire(delta),
      onStatus: setStatus,
      onValuesChanged: () => valuesChanges.fire(),
    });
  };

  const start = async (): Promise<void> => {
    running ??= begin();
    try {
      await running;
    } catch (error) {
      running = undefined;
      log.error(error instanceof Error ? error : String(error));
      setStatus({
        state: 'failed',
        message: messageOf(error),
        remedy: vscode.l10n.t('Run “Sidetrace: Restart Server”; “Sidetrace: Show Log” says more.'),
      });
    }
  };

  const stop = async (): Promise<void> => {
    const stopping = running;
    running = undefined;
    await stopping?.then(
      (server) => server.stop(),
      () => undefined, // it never started, and that was reported
    );
  };

  const server = async (): Promise<RunningServer> => {
    const started = await running?.catch(() => undefined);
    if (!started) throw notRunning();
    return started;
  };

  return {
    ask: async (name, params, signal) => (await server()).ask(name, params, signal),
    trackingAddresses: async () => (await server()).trackingAddresses(),
    listenAlso: async (ports) => (await server()).listenAlso(ports),
    lineValues: async (params) => (await server()).lineValues(params),
    onValuesChanged: valuesChanges.event,
    tellPathMappings: (mappings) => {
      running?.then(
        (started) => started.tellPathMappings(mappings),
        () => undefined, // it never started, and that was reported
      );
    },
    callsAt: async (params) => (await server()).callsAt(params),
    exited: (exit) =>
      void running?.then(
        (started) => started.exited(exit),
        () => undefined, // it did not start, and that was reported
      ),
    get status() {
      return status;
    },
    get running() {
      return running !== undefined;
    },
    onDelta: deltas.event,
    onStatus: statuses.event,
    start,
    async restart() {
      await stop();
      await start();
    },
    dispose() {
      void stop();
      deltas.dispose();
      statuses.dispose();
      valuesChanges.dispose();
    },
  };
}

function notRunning(): RequestError {
  return new RequestError('unavailable', vscode.l10n.t('The Sidetrace server is not running.'));
}
