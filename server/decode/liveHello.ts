import * as v from 'valibot';
import type { JsonObject } from '../../protocol/base/json.ts';
import { type RunInfo, runKinds } from '../../protocol/model/trace.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const optionalText = (max: number) => v.optional(v.nullable(text(max)));
const pid = v.pipe(v.number(), v.integer(), v.minValue(1));

/** The first line of every body: which process speaks. Unknown fields are ignored. */
export const helloSchema = v.object({
  op: v.literal('hello'),
  /** Version of the records; there is one. */
  v: v.literal(1),
  /** Made at random by the process: process numbers are used again. */
  process: v.pipe(text(64), v.minLength(1)),
  pid,
  ppid: v.optional(v.nullable(v.number())),
  command: v.optional(v.pipe(v.array(text(4096)), v.maxLength(100)), []),
  /** Of the program, as OpenTelemetry names them (`telemetry.sdk.language`); without it, Python. */
  language: v.optional(v.picklist(['python', 'nodejs'])),
  /** Path of the interpreter, of Python under a name of its own; and its version. */
  python: optionalText(4096),
  executable: optionalText(4096),
  version: optionalText(64),
  cwd: optionalText(4096),
  host: optionalText(256),
  /** Its standard input is a terminal. */
  terminal: v.optional(v.nullable(v.boolean())),
  /** `KIND:ID:LABEL` of the run that the process belongs to, by its environment (SIDETRACE_RUN); kind and label may be empty. */
  run: optionalText(1000),
});

export type Hello = v.InferOutput<typeof helloSchema>;

/** Names beside OpenTelemetry's in the resource of live spans. */
export const processIdKey = 'sidetrace.process.id';
export const runKeys = {
  id: 'sidetrace.run.id',
  kind: 'sidetrace.run.kind',
  label: 'sidetrace.run.label',
} as const;

/** The process as an OpenTelemetry resource (semantic conventions 1.37), so that it is stored like those of other doors. */
export function resourceOf(hello: Hello): JsonObject {
  const run = runOf(hello);
  const all: Readonly<Record<string, JsonObject[string] | undefined>> = {
    'telemetry.sdk.language': hello.language ?? 'python',
    'process.pid': hello.pid,
    'process.command_args': hello.command,
    'process.executable.path': hello.executable ?? hello.python ?? undefined,
    'process.runtime.version': hello.version ?? undefined,
    'process.working_directory': hello.cwd ?? undefined,
    'host.name': hello.host ?? undefined,
    [processIdKey]: hello.process,
    [runKeys.id]: run.id,
    [runKeys.kind]: run.kind,
    [runKeys.label]: run.label,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, JsonObject[string]] => entry[1] !== undefined),
  );
}

const maxLabel = 120;

/** The run that the environment names, else one for this process alone. */
function runOf(hello: Hello): RunInfo {
  const [, given, id, label] = /^(\w*):([^:]+):(.*)$/s.exec(hello.run ?? '') ?? [];
  return {
    id: id ?? hello.process,
    kind: runKinds.find((known) => known === given) ?? kindOf(hello),
    label: label?.slice(0, maxLabel) || labelOf(hello.command),
  };
}

function kindOf({ command, terminal }: Hello): RunInfo['kind'] {
  const words = command.slice(1, 6).map((word) => word.replaceAll('\\', '/'));
  if (words.some((word) => /(^|\/)ipykernel(_launcher)?(\.py|$|\/)/.test(word))) return 'notebook';
  if (words.some((word) => /(^|\/)(py\.test|pytest|vitest|jest|mocha)(\.exe|\.m?js|$|\/)/.test(word)))
    return 'test';
  return terminal === true ? 'terminal' : 'external';
}

/** `pytest tests/x.py` of `/usr/bin/python -m pytest tests/x.py`: what a person typed, without the interpreter. */
export function labelOf(command: readonly string[]): string {
  const [interpreter = 'python', ...options] = command;
  const [first, ...more] = withoutOptions(options);
  if (first === undefined || first === '-c')
    return [baseName(interpreter), ...(first ? [first] : [])].join(' ');
  const words = first === '-m' ? more : [baseName(first), ...more];
  return words.join(' ').slice(0, maxLabel);
}

/** Python's own options come before the script, the module or the code; two of them have a value in a word of its own. */
function withoutOptions([first, ...more]: readonly string[]): readonly string[] {
  if (first === undefined || !first.startsWith('-') || first === '-m' || first === '-c') {
    return first === undefined ? [] : [first, ...more];
  }
  return withoutOptions(first === '-X' || first === '-W' ? more.slice(1) : more);
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
