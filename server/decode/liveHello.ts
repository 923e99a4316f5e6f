import * as v from 'valibot';
import type { JsonObject } from '../../protocol/base/json.ts';
import { runAttributes, runOfProcess, type Setting } from './run.ts';

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
  /** When it began, milliseconds since the epoch. */
  started: v.optional(v.nullable(v.number())),
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
  /** A test runner is at work in it. */
  testing: v.optional(v.nullable(v.boolean())),
  /** The run that the process belongs to by its environment (SIDETRACE_RUN), as JSON: `runOfProcess`. */
  run: optionalText(8000),
});

export type Hello = v.InferOutput<typeof helloSchema>;

/** A name beside OpenTelemetry's in the resource of live spans. */
export const processIdKey = 'sidetrace.process.id';

/**
 * The process as an OpenTelemetry resource (semantic conventions 1.37), so that it is stored like those of other doors;
 * that of a root also says in which cell or test it began.
 */
export function resourceOf(hello: Hello, setting: Setting = {}): JsonObject {
  const all: Readonly<Record<string, JsonObject[string] | undefined>> = {
    'telemetry.sdk.language': hello.language ?? 'python',
    'process.pid': hello.pid,
    'process.command_args': hello.command,
    'process.executable.path': hello.executable ?? hello.python ?? undefined,
    'process.runtime.version': hello.version ?? undefined,
    'process.working_directory': hello.cwd ?? undefined,
    'host.name': hello.host ?? undefined,
    [processIdKey]: hello.process,
    ...runAttributes(runOfProcess(hello, setting), setting),
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, JsonObject[string]] => entry[1] !== undefined),
  );
}
