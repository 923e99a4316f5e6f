import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { poll } from './poll.ts';

/** Environment variable that tells the test API extension where to write its port. */
export const portFileVariable = 'SIDETRACE_TEST_API_FILE';

export function portFileOf(serverDirectory: string): string {
  return join(serverDirectory, 'test-api-port');
}

/** Runs a self-contained function with the `vscode` API in the extension host; arguments and results are JSON. */
export async function evaluateInHost<A, R>(
  portFile: string,
  work: (api: typeof vscode, argument: A) => R | PromiseLike<R>,
  argument: A,
): Promise<R> {
  const port = await poll(() => readPort(portFile), {
    what: 'the test API in the extension host',
    timeoutMs: 60_000,
  });
  const body = JSON.stringify({ source: work.toString(), argument });
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body });
  const answer = (await response.json()) as { readonly value: R } | { readonly error: string };
  if ('error' in answer) throw new Error(`In the extension host: ${answer.error}`);
  return answer.value;
}

async function readPort(portFile: string): Promise<string | undefined> {
  try {
    return (await readFile(portFile, 'utf8')) || undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
