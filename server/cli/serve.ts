import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { defaultPort, otlpPort } from '../../protocol/ports.ts';
import type { Service, StartService } from '../service.ts';
import { noticeText } from '../store/storageTrouble.ts';
import { type ServeOptions, UsageError } from './options.ts';

export interface ServeDeps {
  readonly startService: StartService;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly defaultDatabase: string;
  /** Rejects never; resolves when the command shall end. */
  readonly untilStopped: Promise<unknown>;
}

/** Runs until it is stopped; resolves with the exit code once everything is written and closed. */
export async function serve(options: ServeOptions, deps: ServeDeps): Promise<number> {
  const database = databasePath(options.database ?? deps.defaultDatabase);
  const service = await openService(options, deps.startService, { port: defaultPort, database });
  for (const notice of service.notices) deps.err(noticeText(notice));
  // Where exporters send that were never told; only when nobody asked for a port of their own.
  if (options.port === undefined) await service.listenAlso(otlpPort);
  const { url, token } = service;
  deps.out(JSON.stringify({ url, token, pid: process.pid, db: database }));
  await deps.untilStopped;
  await service.close();
  return 0;
}

/** Throws `UsageError` for a workspace folder that is not there. */
export function openService(
  { addresses, port, workspaceFolders, token, open }: ServeOptions,
  startService: StartService,
  defaults: { readonly port: number; readonly database: string },
): Promise<Service> {
  return startService({
    databaseFile: defaults.database,
    port: port ?? defaults.port,
    addresses,
    workspaceFolders: workspaceFolders.map(existingFolder),
    open,
    ...(token !== undefined && { token }),
  });
}

export function databasePath(database: string): string {
  return database === ':memory:' ? database : resolve(database);
}

function existingFolder(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--workspace ${path}: there is no such folder`);
  }
  return resolve(path);
}
