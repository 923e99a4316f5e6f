import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { vi } from 'vitest';
import {
  type ClientCapabilities,
  createConnection,
  createMessageConnection,
  type Diagnostic,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Delta } from '../../../protocol/messages/delta.ts';
import { languageMethods, type ServerOptions } from '../../../protocol/messages/language.ts';
import type { ServerStatus } from '../../../protocol/messages/status.ts';
import { startService } from '../../service.ts';
import { type ServerDeps, startServer } from '../startServer.ts';

/** A language server in this process with its client, over JSON-RPC as an editor speaks it. */
export interface Client {
  readonly rpc: MessageConnection;
  readonly initialized: InitializeResult;
  readonly statuses: ServerStatus[];
  readonly deltas: Delta[];
  /** By URI, as they were last told. */
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
  close(): Promise<void>;
}

export async function connectClient(
  folder: string,
  options: Partial<ServerOptions> = {},
  deps: Partial<ServerDeps> = {},
  capabilities: ClientCapabilities = {},
): Promise<Client> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  const server = startServer(connection, {
    startService,
    assetsDir: join(folder, 'no-viewer'),
    version: '1.2.3',
    threadsPage: join(folder, 'threads.md'),
    defaults: { databaseFile: ':memory:', port: 0 },
    ...deps,
  });
  const rpc = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const [statuses, deltas]: [ServerStatus[], Delta[]] = [[], []];
  rpc.onNotification(languageMethods.status, (status: ServerStatus) => void statuses.push(status));
  rpc.onNotification(languageMethods.delta, (delta: Delta) => void deltas.push(delta));
  const diagnostics = new Map<string, readonly Diagnostic[]>();
  rpc.onNotification('textDocument/publishDiagnostics', (told: PublishDiagnosticsParams) => {
    diagnostics.set(told.uri, told.diagnostics);
  });
  rpc.listen();
  const initialized = await rpc.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {
      ...capabilities,
      workspace: {
        ...capabilities.workspace,
        codeLens: { refreshSupport: true },
        inlayHint: { refreshSupport: true },
      },
    },
    initializationOptions: { workspaceFolders: [folder], ...options },
  });
  await rpc.sendNotification('initialized', {});
  const close = async (): Promise<void> => {
    await server.close();
    rpc.dispose();
  };
  return { rpc, initialized, statuses, deltas, diagnostics, close };
}

export type Listening = Extract<ServerStatus, { state: 'listening' }>;

/** Resolves once the server is ready. */
export function listening({ statuses }: Client): Promise<Listening> {
  return vi.waitFor(() => {
    const last = statuses.at(-1);
    if (last?.state !== 'listening') throw new Error(JSON.stringify(statuses));
    return last;
  }, 30_000);
}
