import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  type ShowDocumentRequest,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { CallsAt, CallsAtParams } from '../../protocol/messages/calls.ts';
import type { Delta } from '../../protocol/messages/delta.ts';
import {
  type ListenResult,
  languageMethods,
  type PathMapping,
  type PathMappingsParams,
  type ProgramExit,
  revealSpanCommand,
  type ServerOptions,
  type ThemeParams,
  type TrackingAddress,
  type TrackingAddresses,
} from '../../protocol/messages/language.ts';
import { type Ask, type CancelSignal, type Reply, RequestError } from '../../protocol/messages/requests.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import type { LineValues, LineValuesParams } from '../../protocol/messages/values.ts';
import { documentSelector } from './documentSelector.ts';

export interface RunningServer {
  readonly ask: Ask;
  trackingAddresses(): Promise<readonly TrackingAddress[]>;
  listenAlso(ports: readonly number[]): Promise<ListenResult>;
  lineValues(params: LineValuesParams): Promise<LineValues>;
  tellPathMappings(mappings: readonly PathMapping[]): void;
  callsAt(params: CallsAtParams): Promise<CallsAt>;
  exited(exit: ProgramExit): void;
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly modulePath: string;
  readonly log: vscode.LogOutputChannel;
  /** Asked at each start, also after a crash: the port may have become known meanwhile. */
  readonly options: () => ServerOptions;
  readonly onDelta: (delta: Delta) => void;
  readonly onStatus: (status: ServerStatus) => void;
  readonly onValuesChanged: () => void;
}

const stopTimeoutMs = 2000;
/** More crashes than this within the window, and restarting makes nothing better. */
const mostRestarts = 4;
const restartWindowMs = 3 * 60_000;

/** Starts the server process; it is restarted when it dies. Rejects when it cannot be started. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const clientOptions: LanguageClientOptions = {
    documentSelector: [...documentSelector],
    initializationOptions: options.options,
    outputChannel: options.log,
    errorHandler: restartPolicy(options),
    middleware: { window: { showDocument } },
    // Links in hovers: this command and no other.
    markdown: { isTrusted: { enabledCommands: [revealSpanCommand] } },
  };
  const run = { module: options.modulePath, transport: TransportKind.ipc };
  const client = new LanguageClient('sidetrace', 'Sidetrace', { run, debug: run }, clientOptions);
  client.onNotification(languageMethods.delta, options.onDelta);
  client.onNotification(languageMethods.status, options.onStatus);
  client.onNotification(languageMethods.valuesChanged, options.onValuesChanged);
  await client.start();
  const themes = tellTheme(client);
  return {
    ask: createAsk(client, options.log),
    async trackingAddresses() {
      return (await client.sendRequest<TrackingAddresses>(languageMethods.trackingAddresses)).addresses;
    },
    listenAlso: (ports) => client.sendRequest<ListenResult>(languageMethods.listenAlso, { ports }),
    lineValues: (params) => client.sendRequest<LineValues>(languageMethods.lineValues, params),
    tellPathMappings(mappings) {
      const params: PathMappingsParams = { mappings };
      // One that is starting anew is told when it listens.
      if (client.state === State.Running) void client.sendNotification(languageMethods.pathMappings, params);
    },
    callsAt: (params) => client.sendRequest<CallsAt>(languageMethods.callsAt, params),
    exited(exit) {
      if (client.state === State.Running) void client.sendNotification(languageMethods.exited, exit);
    },
    stop() {
      themes.dispose();
      return stopClient(client, options.log);
    },
  };
}

/** A page of ours as a person reads it, not as Markdown's text. */
const showDocument: ShowDocumentRequest.MiddlewareSignature = async (params, token, next) => {
  if (!params.uri.endsWith('.md')) return next(params, token);
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.parse(params.uri));
  return { success: true };
};

/** For pages of the receiver that are shown in frames of notebooks, which know nothing of the editor's theme. */
function tellTheme(client: LanguageClient): vscode.Disposable {
  const tell = ({ kind }: vscode.ColorTheme): void => {
    const light = kind === vscode.ColorThemeKind.Light || kind === vscode.ColorThemeKind.HighContrastLight;
    const params: ThemeParams = { scheme: light ? 'light' : 'dark' };
    // One that is starting anew is told below.
    if (client.state === State.Running) void client.sendNotification(languageMethods.theme, params);
  };
  tell(vscode.window.activeColorTheme);
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveColorTheme(tell),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) tell(vscode.window.activeColorTheme);
    }),
  );
}

/** Never rejects: whatever is wrong with a server that shall go, the next one must be able to start. */
async function stopClient(client: LanguageClient, log: vscode.LogOutputChannel): Promise<void> {
  try {
    // One that starts anew after a crash cannot be stopped before it has started.
    if (client.state === State.Starting) await client.start();
    await client.dispose(stopTimeoutMs);
  } catch (error) {
    log.warn(`While stopping the server: ${messageOf(error)}`);
  }
}

function createAsk(client: LanguageClient, log: vscode.LogOutputChannel): Ask {
  return async (name, params, signal) => {
    const cancellation = new vscode.CancellationTokenSource();
    cancelWith(signal, cancellation);
    let reply: Reply;
    try {
      reply = await client.sendRequest<Reply>(languageMethods.ask, { name, params }, cancellation.token);
    } catch (error) {
      if (signal?.aborted) throw new RequestError('cancelled', 'The question was withdrawn.');
      // The connection closed under the question: the process died and is being restarted.
      log.debug(`${name}: ${messageOf(error)}`);
      throw new RequestError('unavailable', vscode.l10n.t('The Sidetrace server ended while it was asked.'));
    } finally {
      cancellation.dispose();
    }
    if ('error' in reply) throw new RequestError(reply.error.code, reply.error.message);
    return reply.ok as never;
  };
}

function cancelWith(signal: CancelSignal | undefined, source: vscode.CancellationTokenSource): void {
  if (signal?.aborted) source.cancel();
  else signal?.addEventListener('abort', () => source.cancel(), { once: true });
}

function restartPolicy({ onStatus, log }: StartOptions): ErrorHandler {
  const crashes: number[] = [];
  return {
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed: () => {
      const now = Date.now();
      crashes.push(now);
      while (crashes[0] !== undefined && now - crashes[0] > restartWindowMs) crashes.shift();
      log.warn(`The server process ended unexpectedly (${crashes.length} in the last minutes).`);
      if (crashes.length <= mostRestarts) {
        onStatus({ state: 'starting' });
        return { action: CloseAction.Restart, handled: true };
      }
      onStatus({
        state: 'failed',
        message: vscode.l10n.t('The Sidetrace server ended {0} times in a few minutes.', crashes.length),
        remedy: vscode.l10n.t('Run “Sidetrace: Restart Server”; “Sidetrace: Show Log” says more.'),
      });
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}
