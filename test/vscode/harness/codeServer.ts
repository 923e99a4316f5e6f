import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { run } from '../../../scripts/setup/commands.mjs';
import { freePort, waitUntilHealthy } from '../../../scripts/setup/serve.ts';
import { portFileOf, portFileVariable } from './extensionHost.ts';
import { startGroup } from './processGroup.ts';
import { baseSettings, type Settings } from './settings.ts';
import type { ServedWorkspace } from './Workbench.ts';

const notCopied = new Set(['.venv', 'node_modules', '__pycache__', 'mlruns']);

/** What a test file wants of its VS Code. */
export interface ServerOptions {
  /** Folder that is copied and opened; the copy is the test's to change. */
  readonly workspace: string;
  /** A `.code-workspace` in it, which is opened instead of the folder. */
  readonly workspaceFile?: string;
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
  /** A folder that keeps what was installed for the next server that wants the same; absent: it is installed each time. */
  readonly installed?: string;
}

/** A running server; its `workspace` is the copy. */
export interface VsCodeServer extends ServedWorkspace {
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
  await writeFile(settingsFile, JSON.stringify(settingsOf(options), null, 2));
  const env = serverEnv(directory, options);
  await installExtensions(tools, { directory, env, extensions: options.extensions });
  const opened = options.workspaceFile === undefined ? workspace : join(workspace, options.workspaceFile);
  const logFile = join(directory, 'server.log');
  const port = await freePort();
  const group = startGroup({
    command: tools.node,
    args: [tools.entry, ...directoryArgs(directory), ...serveArgs(port), opened],
    env,
    logFile,
  });
  try {
    await waitUntilHealthy(port, group.ended);
  } catch (error) {
    await group.stop();
    throw new Error(`VS Code did not start:\n${await readFile(logFile, 'utf8')}`, { cause: error });
  }
  return {
    url: `http://127.0.0.1:${port}/?${opened === workspace ? 'folder' : 'workspace'}=${encodeURIComponent(opened)}`,
    workspace,
    directory,
    testApiPortFile: portFileOf(directory),
    async stop() {
      await group.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** VS Code reads the PATH of terminals anew from a login shell, which forgets ours: it is set again by setting. */
function settingsOf({ path = [], settings }: ServerOptions): Settings {
  const terminal = { PATH: [...path, process.env.PATH].join(delimiter) };
  return {
    ...baseSettings,
    ...(path.length > 0 && { 'terminal.integrated.env.linux': terminal }),
    ...settings,
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

async function installExtensions(tools: ServerTools, installation: Installation): Promise<void> {
  const { directory, env, extensions } = installation;
  if (extensions.length === 0) return;
  const folder = join(directory, 'extensions');
  const kept = tools.installed && join(tools.installed, await keyOf(extensions));
  if (kept !== undefined && existsSync(kept)) {
    await cp(kept, folder, { recursive: true });
    return;
  }
  const installs = extensions.flatMap((vsix) => ['--install-extension', vsix]);
  await run(tools.node, [tools.entry, ...directoryArgs(directory), ...installs], { env });
  // Their places are kept relative to the folder.
  if (kept !== undefined) await cp(folder, kept, { recursive: true });
}

async function keyOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(file));
  return hash.digest('hex');
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
