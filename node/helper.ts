/**
 * Runs at the start of every Node: waits for an OpenTelemetry SDK, and only then reads the rest of the helper. A Node without one
 * pays for two small files.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { report } from './between/report.ts';
import { watchGlobalProvider } from './watch/globalProvider.ts';
import { watchRequires } from './watch/requires.ts';

interface Live {
  readonly tapProvider: (prototypeOrProvider: object) => void;
  readonly disabled: () => void;
}

/** Before anything else may have put its own in its place (tell/places.ts). */
const nativePrepare = Error.prepareStackTrace;

let live: Live | undefined;

function onProvider(provider: object): void {
  tell((started) => started.tapProvider(provider));
}

function onDisabled(): void {
  tell((started) => started.disabled());
}

function tell(what: (started: Live) => void): void {
  try {
    live ??= start();
    what(live);
  } catch (error) {
    report(error);
  }
}

function start(): Live {
  const loaded = { exports: {} as { startLive: (directory: string, prepare: unknown) => Live } };
  const text = readFileSync(join(__dirname, 'live.cjs'), 'utf8');
  const run = compileFunction(text, ['exports', 'require', 'module'], { filename: 'node:sidetrace/live' });
  run(loaded.exports, require, loaded);
  return loaded.exports.startLive(__dirname, nativePrepare);
}

/** Electron's own processes have their own rules for threads; one that runs as Node is like Node. */
function isNode(): boolean {
  const { versions } = process;
  const isElectron = 'electron' in versions && !process.env.ELECTRON_RUN_AS_NODE;
  return !isElectron && !('bun' in versions) && !('deno' in versions);
}

if (isNode()) {
  watchRequires({ found: onProvider, disabled: onDisabled });
  watchGlobalProvider(onProvider);
}
