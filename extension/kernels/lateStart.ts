import { join } from 'node:path';
import { offeredVariables, type ProgramEnvironment } from '../../protocol/environment.ts';
import type { KernelOutput } from './jupyterApi.ts';

/** What python/_sidetrace_late.py says; `failed` with the last line of the exception, `silent` where it said nothing. */
export type LateStart =
  | { readonly state: 'started' | 'running' | 'elsewhere' | 'old' | 'silent' }
  | { readonly state: 'failed'; readonly message: string };

const answers = ['started', 'running', 'elsewhere', 'old'] as const;

/** Python that starts the helper in the process that runs it, and leaves no name there. */
export function lateStartCode(helperDir: string, environment: ProgramEnvironment): string {
  const file = text(join(helperDir, '_sidetrace_late.py'));
  const source = `compile(__import__("pathlib").Path(${file}).read_bytes(), "<frozen _sidetrace_late>", "exec")`;
  // JSON of an object with texts only is a dict of Python.
  const variables = text(offeredVariables(environment).set);
  return `exec(${source}, {"FOLDER": ${text(helperDir)}, "VARIABLES": ${variables}})`;
}

export function lateStartAnswer(outputs: readonly KernelOutput[]): LateStart {
  const items = outputs
    .flatMap((output) => output.items)
    .map(({ mime, data }) => ({ mime, data: decode(data) }));
  const error = items.find(({ mime }) => mime === 'application/vnd.code.notebook.error');
  if (error) return { state: 'failed', message: messageOf(error.data) };
  const said = items.map(({ data }) => data).join('');
  return { state: answers.find((answer) => said.split(/\s+/).includes(answer)) ?? 'silent' };
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

function decode(data: Uint8Array): string {
  return new TextDecoder().decode(data);
}

/** `{name, message, stack}` as VS Code writes errors of cells. */
function messageOf(data: string): string {
  try {
    const { name, message } = JSON.parse(data) as { readonly name?: unknown; readonly message?: unknown };
    return [name, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  } catch {
    return data.slice(0, 200);
  }
}
