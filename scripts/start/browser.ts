import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheRoot, shortHash } from '../setup/cache.mjs';
import { type CodeServer, ensureCodeServer } from '../setup/codeServer.ts';
import { findOnPath, run, runInForeground, step } from '../setup/commands.mjs';
import { examplesDir } from '../setup/examples.ts';
import { freePort, waitUntilHealthy } from '../setup/serve.ts';
import { packExtension } from '../setup/vsix.ts';
import type { Launch } from './desktop.ts';

/** What a person gets at first; later it is theirs to change, as in any VS Code. */
const firstSettings = {
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // It says what to run.
  'workbench.startupEditor': 'readme',
};

/** Runs VS Code in the browser on the examples until it is ended by Ctrl+C. Returns its exit code. */
export async function startInBrowser(wantedPort: number, launch: Launch): Promise<number> {
  const tools = await ensureCodeServer();
  // A port of its own means a VS Code of its own, which may run beside the usual one.
  const data = join(cacheRoot(), 'start', shortHash([examplesDir, String(wantedPort)]));
  await step('Installing the extension', () => prepare(tools, data, launch));
  const port = await freePort(wantedPort);
  const url = `http://127.0.0.1:${port}/?folder=${encodeURI(examplesDir)}`;
  const log = openSync(join(data, 'server.log'), 'w');
  const running = runInForeground(
    tools.node,
    [tools.entry, ...directoryArgs(data), ...serveArgs(port), examplesDir],
    { cwd: examplesDir, env: serverEnvironment(launch), stdio: ['ignore', log, log] },
  );
  closeSync(log);
  try {
    await waitUntilHealthy(port, running);
  } catch (error) {
    throw new Error(`VS Code did not start; its log: ${join(data, 'server.log')}`, { cause: error });
  }
  console.log(`\nVS Code with Sidetrace: ${url}\nCtrl+C ends it.`);
  if (launch.open) await openPage(url);
  const status = await running;
  return typeof status === 'number' ? status : 0;
}

async function prepare(tools: CodeServer, data: string, { vsix, env }: Launch): Promise<void> {
  const settings = join(data, 'user-data', 'User', 'settings.json');
  if (!existsSync(settings)) {
    await mkdir(dirname(settings), { recursive: true });
    await writeFile(settings, JSON.stringify(firstSettings, null, 2));
  }
  const terminalVenv = await packExtension(join(import.meta.dirname, 'terminalVenv'), data);
  const installs = [vsix, terminalVenv].flatMap((file) => ['--install-extension', file]);
  await run(tools.node, [tools.entry, ...directoryArgs(data), ...installs, '--force'], { env });
}

function directoryArgs(data: string): readonly string[] {
  const config = join(data, 'config.yaml');
  return [
    '--config',
    config,
    '--user-data-dir',
    join(data, 'user-data'),
    '--extensions-dir',
    join(data, 'extensions'),
  ];
}

function serveArgs(port: number): readonly string[] {
  // The examples are ours: asking whether to trust them would only be in the way.
  const quiet = ['--disable-workspace-trust', '--disable-telemetry', '--disable-update-check'];
  return [
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${port}`,
    ...quiet,
    '--disable-getting-started-override',
  ];
}

function serverEnvironment({ env, python }: Launch): NodeJS.ProcessEnv {
  return { ...env, SIDETRACE_EXAMPLES_BIN: dirname(python) };
}

async function openPage(url: string): Promise<void> {
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const opener = findOnPath(process.platform === 'darwin' ? 'open' : 'xdg-open');
  if (!hasDisplay || !opener) return;
  await run(opener, [url]).catch((error) => console.warn(`Open it yourself: ${error.message}`));
}
