import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from '../../../scripts/setup/commands.mjs';
import { portFileOf, portFileVariable } from './extensionHost.ts';
import { type ProcessGroup, startGroup } from './processGroup.ts';
import { baseSettings, type Settings } from './settings.ts';

const healthTimeoutMs = 60_000;
const pollMs = 50;
const notCopied = new Set(['.venv', 'node_modules', '__pycache__', 'mlruns']);

/** What a test file wants of its VS Code. */
export interface ServerOptions {
  /** Folder that is copied and opened; the copy is the test's to change. */
  readonly workspace: string;
  /** Packed extensions (.vsix). */
  readonly extensions: readonly string[];
  /** Added to the tests' quiet base settings. */
  readonly settings?: Settings;
  /** Searched first on the PATH of terminals and extensions: a venv's `bin`. */
  readonly path?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The Node and code-server package to run, from the set-up. */
export interface ServerTools {
  readonly node: string;
  readonly entry: string;
}

export interface VsCodeServer {
  readonly url: string;
  /** The copy that is open. */
  readonly workspace: string;
  /** Temporary directory of this server: `home`, `user-data`, `extensions`, `server.log`. */
  readonly directory: string;
  stop(): Promise<void>;
}

/** A VS Code of its own, with fresh home, user data, extensions and a copy of the workspace. */
export async function startVsCodeServer(tools: ServerTools, options: ServerOptions): Promise<VsCodeServer> {
  const directory = await mkdtemp(join(tmpdir(), 'st-vscode-'));
  const workspace = join(directory, basename(options.workspace));
  const settingsFile = join(directory, 'user-data', 'User', 'settings.json');
  await cp(options.workspace, workspace, {
    recursive: true,
    filter: (path) => !notCopied.has(basename(path)),
  });
  await mkdir(join(directory, 'user-data', 'User'), { recursive: true });
  await mkdir(join(directory, 'home'));
  await mkdir(join(directory, 'extensions'));
  await writeFile(settingsFile, JSON.stringify({ ...baseSettings, ...options.settings }, null, 2));
  const env = serverEnv(directory, options);
  await installExtensions(tools, { directory, env, extensions: options.extensions });
  const port = await freePort();
  const group = startGroup({
    command: tools.node,
    args: [tools.entry, ...directoryArgs(directory), ...serveArgs(port), workspace],
    env,
    logFile: join(directory, 'server.log'),
  });
  await waitUntilHealthy(port, group, join(directory, 'server.log'));
  return {
    url: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`,
    workspace,
    directory,
    async stop() {
      await group.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Nothing of the outer environment but what any program needs: the user's own settings must not change a test. */
function serverEnv(directory: string, options: ServerOptions): NodeJS.ProcessEnv {
  const home = join(directory, 'home');
  return {
    PATH: [...(options.path ?? []), process.env.PATH].join(delimiter),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    LANG: 'C.UTF-8',
    SHELL: '/bin/bash',
    [portFileVariable]: portFileOf(directory),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...options.env,
  };
}

interface Installation {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly extensions: readonly string[];
}

async function installExtensions(
  tools: ServerTools,
  { directory, env, extensions }: Installation,
): Promise<void> {
  if (extensions.length === 0) return;
  const installs = extensions.flatMap((vsix) => ['--install-extension', vsix]);
  await run(tools.node, [tools.entry, ...directoryArgs(directory), ...installs], { env });
}

function directoryArgs(directory: string): readonly string[] {
  const userData = join(directory, 'user-data');
  const config = join(directory, 'config.yaml');
  return ['--config', config, '--user-data-dir', userData, '--extensions-dir', join(directory, 'extensions')];
}

function serveArgs(port: number): readonly string[] {
  const quiet = ['--disable-workspace-trust', '--disable-telemetry', '--disable-update-check'];
  const address = `127.0.0.1:${port}`;
  return ['--auth', 'none', '--bind-addr', address, ...quiet, '--disable-getting-started-override'];
}

async function waitUntilHealthy(port: number, group: ProcessGroup, logFile: string): Promise<void> {
  const deadline = Date.now() + healthTimeoutMs;
  const state = { ended: false };
  void group.ended.then(() => {
    state.ended = true;
  });
  while (!(await isHealthy(port))) {
    if (state.ended || Date.now() > deadline) {
      await group.stop();
      throw new Error(`VS Code did not start:\n${await readFile(logFile, 'utf8')}`);
    }
    await delay(pollMs);
  }
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch (error) {
    // fetch reports a refused connection, which is the normal case while it starts, as a TypeError.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
