import { spawn } from 'node:child_process';
import { root } from './paths.ts';

export interface Outcome {
  readonly code: number;
  /** stdout and stderr in the order they came. */
  readonly output: string;
}

/** Runs a program in the clone's folder and gathers what it prints. Rejects only when it cannot be started. */
export function run(command: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/** Runs a package's command from `node_modules/.bin` with the Node that runs this. */
export function runTool(tool: string, ...args: readonly string[]): Promise<Outcome> {
  return run(`${root}/node_modules/.bin/${tool}`, args);
}
