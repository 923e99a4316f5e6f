import { existsSync } from 'node:fs';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canInstallPackages, ensurePackages } from './apt.ts';
import { cacheRoot, installOnce, shortHash } from './cache.mjs';
import { CommandError, findOnPath, run, runNpm, step } from './commands.mjs';
import { ensureNodePackage, nodeExecutable, nodeVersion } from './node24.mjs';

const manifestDir = join(import.meta.dirname, '..', '..', 'test', 'vscode');
const buildTools = ['g++', 'make', 'python3', 'pkg-config'];
const buildLibraries = ['krb5', 'libsecret-1', 'x11', 'xkbfile'];
const debianPackages = [
  'build-essential',
  'python3',
  'pkg-config',
  'libkrb5-dev',
  'libsecret-1-dev',
  'libx11-dev',
  'libxkbfile-dev',
];

/** VS Code as a web server: run `node entry …`. */
export interface CodeServer {
  /** The Node that it was built for. */
  readonly node: string;
  /** Directory of the package, which `node` can run. */
  readonly entry: string;
}

/** The code-server of test/vscode/package-lock.json, built once and kept in the cache. */
export async function ensureCodeServer(): Promise<CodeServer> {
  const nodeDir = await ensureNodePackage();
  const lock = await readFile(join(manifestDir, 'package-lock.json'), 'utf8');
  const target = join(cacheRoot(), `code-server-${shortHash([lock, nodeVersion, process.arch])}`);
  if (!existsSync(target)) await install(target, nodeDir);
  return { node: nodeExecutable(nodeDir), entry: join(target, 'node_modules', 'code-server') };
}

async function install(target: string, nodeDir: string): Promise<void> {
  const compile = await hasCompiler();
  const duration = compile ? 'about 2 minutes' : 'about 1 minute, without compiled parts';
  await step(`Installing VS Code for the browser (${duration}, once)`, () =>
    installOnce(target, async (draft) => {
      await copyFile(join(manifestDir, 'package.json'), join(draft, 'package.json'));
      await copyFile(join(manifestDir, 'package-lock.json'), join(draft, 'package-lock.json'));
      if (!compile || !(await tryCompiled(draft, nodeDir))) await installUncompiled(draft, nodeDir);
      return draft;
    }),
  );
}

async function tryCompiled(cwd: string, nodeDir: string): Promise<boolean> {
  try {
    await installCompiled(cwd, nodeDir);
    return true;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.warn(`\n${error.message}\nTrying without the compiled parts.`);
    await rm(join(cwd, 'node_modules'), { recursive: true, force: true });
    return false;
  }
}

async function installCompiled(cwd: string, nodeDir: string): Promise<void> {
  // nodedir: the headers of the Node in the cache, which node-gyp would download from nodejs.org otherwise.
  const env = { ...process.env, npm_config_nodedir: nodeDir };
  await runNpm(['ci', '--no-fund', '--no-audit'], { cwd, nodeBin: binOf(nodeDir), env });
}

/** All that is needed but the file log and the watchdog; the terminal's native part is shipped prebuilt. */
async function installUncompiled(cwd: string, nodeDir: string): Promise<void> {
  const nodeBin = binOf(nodeDir);
  const flags = ['--ignore-scripts', '--no-fund', '--no-audit'];
  await runNpm(['ci', ...flags], { cwd, nodeBin });
  const vscode = join(cwd, 'node_modules', 'code-server', 'lib', 'vscode');
  await runNpm(['install', '--omit=dev', ...flags], { cwd: vscode, nodeBin });
  await runNpm(['install', '--omit=dev', ...flags], { cwd: join(vscode, 'extensions'), nodeBin });
}

async function hasCompiler(): Promise<boolean> {
  try {
    if (canInstallPackages()) await ensurePackages('a compiler for VS Code', debianPackages);
    if (buildTools.some((name) => findOnPath(name) === undefined)) return false;
    await run('pkg-config', ['--exists', ...buildLibraries]);
    return true;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}

function binOf(nodeDir: string): string {
  return dirname(nodeExecutable(nodeDir));
}
