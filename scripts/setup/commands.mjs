// Plain JavaScript: run.mjs needs this before there is a Node that reads TypeScript.

import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const shownLines = 40;

/** What a command printed, for a message that explains why it failed. */
export class CommandError extends Error {
  /**
   * @param {string} command
   * @param {number | string} status exit code or signal
   * @param {string} output
   */
  constructor(command, status, output) {
    const tail = output.trimEnd().split('\n').slice(-shownLines).join('\n');
    super(`\`${command}\` ended with ${status}:\n${tail}`);
    this.name = 'CommandError';
    /** All that it printed, both streams in the order they came. */
    this.output = output;
  }
}

/**
 * Runs a command quietly and returns what it printed (both streams); a failure throws CommandError.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ readonly cwd?: string, readonly env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const isScript = process.platform === 'win32' && /\.(cmd|bat)$/i.test(command);
    const child = spawn(command, args, { ...options, shell: isScript, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new CommandError([command, ...args].join(' '), code ?? signal ?? 'no status', output));
    });
  });
}

/**
 * Runs a command with our terminal and returns its exit code, or the signal that ended it. Ctrl+C reaches the command
 * directly; other requests to end are passed on.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ readonly cwd?: string, readonly env?: NodeJS.ProcessEnv,
 *   readonly stdio?: import('node:child_process').StdioOptions }} options
 * @returns {Promise<number | NodeJS.Signals>}
 */
export function runInForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const ignore = () => undefined;
    const passOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    process.on('SIGINT', ignore).on('SIGTERM', passOn).on('SIGHUP', passOn);
    const stopListening = () => process.off('SIGINT', ignore).off('SIGTERM', passOn).off('SIGHUP', passOn);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      stopListening();
      resolve(code ?? signal ?? 1);
    });
  });
}

/**
 * Runs npm in a directory, with the Node of `nodeBin`.
 * @param {readonly string[]} args
 * @param {{ readonly cwd: string, readonly nodeBin: string, readonly env?: NodeJS.ProcessEnv }} options
 */
export function runNpm(args, { cwd, nodeBin, env = process.env }) {
  const npm = findOnPath('npm', env);
  if (!npm) throw new Error('npm is not on the PATH. It comes with Node.js: https://nodejs.org');
  return run(npm, args, { cwd, env: prependPath(withoutNpmContext(env), [nodeBin]) });
}

/**
 * The environment with `directories` searched first.
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} directories
 * @returns {NodeJS.ProcessEnv}
 */
export function prependPath(env, directories) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [key]: [...directories, env[key]].filter(Boolean).join(delimiter) };
}

/**
 * Absolute path of a command, or undefined.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
export function findOnPath(name, env = process.env) {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const directories = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean);
  return directories
    .flatMap((directory) => extensions.map((extension) => join(directory, name + extension)))
    .find(isExecutable);
}

/**
 * Prints `label …`, does the work, and closes the line with the time it took.
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const startMs = Date.now();
  process.stdout.write(`${label} … `);
  try {
    const result = await work();
    process.stdout.write(`${Math.round((Date.now() - startMs) / 1000)} s\n`);
    return result;
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * `npm start` and `npm test` describe themselves, their package and their Node in the environment; an npm inside them is
 * about another package and may run with another Node.
 * @param {NodeJS.ProcessEnv} env
 */
export function withoutNpmContext(env) {
  const context = /^(npm_(package|lifecycle)_|npm_(command|execpath|node_execpath)$|INIT_CWD$|NODE$)/;
  const config = /^npm_config_(local_prefix|user_agent|npm_version|node_gyp)$/;
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !context.test(name) && !config.test(name)),
  );
}
