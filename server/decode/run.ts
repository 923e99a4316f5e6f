import * as v from 'valibot';
import { type JsonObject, type JsonValue, parseJson } from '../../protocol/base/json.ts';
import { type RunInfo, runKinds } from '../../protocol/model/trace.ts';

/** Names beside OpenTelemetry's in the resource of live spans. */
export const runKeys = {
  id: 'sidetrace.run.id',
  kind: 'sidetrace.run.kind',
  label: 'sidetrace.run.label',
  test: 'sidetrace.test',
} as const;

/** What a process says of itself that tells its run. */
export interface Starter {
  /** Made at random by the process. */
  readonly process: string;
  readonly command: readonly string[];
  readonly terminal?: boolean | null | undefined;
  /** A test runner is at work in it. */
  readonly testing?: boolean | null | undefined;
  /** The variable SIDETRACE_RUN, as it is. */
  readonly run?: string | null | undefined;
}

/** Where a root began: the cell that ran then, or the test. */
export interface Setting {
  readonly cell?: { readonly number: number; readonly notebook?: string | undefined };
  readonly test?: string;
}

const short = (max: number) => v.pipe(v.string(), v.maxLength(max));

/**
 * SIDETRACE_RUN: `KIND:ID:LABEL` or `{"id", "kind", "label"}` as whoever starts a program sets it; a program hands its
 * own id, command and terminal on to its children.
 */
const givenSchema = v.object({
  id: v.pipe(short(100), v.minLength(1)),
  kind: v.fallback(v.optional(v.picklist(runKinds)), undefined),
  label: v.fallback(v.optional(short(1000)), undefined),
  command: v.fallback(v.optional(v.array(v.string())), undefined),
  terminal: v.fallback(v.optional(v.boolean()), undefined),
});

const maxLabel = 120;

/** The run that the environment names, else one for this process alone; each execution of a notebook's cell is one. */
export function runOfProcess(starter: Starter, { cell }: Setting = {}): RunInfo {
  const given = givenRun(starter.run);
  const command = given?.command ?? starter.command;
  const terminal = given?.terminal ?? starter.terminal;
  const id = given?.id ?? starter.process;
  if (cell !== undefined) {
    // A kernel restarted counts from 1 again: the process tells its cells from those before.
    const label = cell.notebook === undefined ? `Cell [${cell.number}]` : `${cell.notebook} [${cell.number}]`;
    return { id: `${starter.process}/${cell.number}`, kind: 'notebook', label: label.slice(0, maxLabel) };
  }
  const kind = given?.kind ?? kindOf({ ...starter, command, terminal });
  return { id, kind, label: given?.label?.slice(0, maxLabel) || labelOfKind(kind, command) };
}

function givenRun(text: string | null | undefined): v.InferOutput<typeof givenSchema> | undefined {
  if (!text) return undefined;
  const [, kind, id, label] = /^(\w*):([^:]+):(.*)$/s.exec(text) ?? [];
  const checked = v.safeParse(givenSchema, id === undefined ? parseJson(text) : { kind, id, label });
  return checked.success ? checked.output : undefined;
}

const isTestRunner = (word: string) =>
  /(^|[\\/])(py\.test|pytest|vitest|jest|mocha)(\.exe|\.m?js|$|[\\/])/.test(word);

function kindOf({ command, terminal, testing }: Starter): RunInfo['kind'] {
  const words = command.slice(1, 6);
  if (words.some((word) => /(^|[\\/])ipykernel(_launcher)?(\.py|$|[\\/])/.test(word))) return 'notebook';
  if (testing === true || words.some(isTestRunner) || isModule(words, 'unittest')) return 'test';
  return terminal === true ? 'terminal' : 'external';
}

function isModule(words: readonly string[], name: string): boolean {
  return words.some((word, index) => word === name && words[index - 1] === '-m');
}

/** A test runner inside another program (an editor's, a worker's of pytest-xdist) is named by what it is. */
function labelOfKind(kind: RunInfo['kind'], command: readonly string[]): string {
  const isOwn = command.slice(1, 6).some((word) => isTestRunner(word) || word === 'unittest');
  if (kind === 'test' && !isOwn) return 'pytest';
  return kind === 'notebook' ? 'Notebook' : labelOf(command);
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

/** As attributes of a resource, so that they are merged and stored like those of other doors. */
export function runAttributes(run: RunInfo, { test }: Setting = {}): JsonObject {
  return {
    [runKeys.id]: run.id,
    [runKeys.kind]: run.kind,
    [runKeys.label]: run.label,
    ...(test === undefined ? {} : { [runKeys.test]: test }),
  };
}

/**
 * The run of a span: as its live records say, else the process that OpenTelemetry's resource attributes name (semantic
 * conventions 1.37: `service.instance.id`, `process.pid` with `host.name`). Undefined: nothing tells one process from another.
 */
export function runOfResource(resource: JsonObject): RunInfo | undefined {
  const id = text(resource[runKeys.id]);
  const kind = runKinds.find((known) => known === resource[runKeys.kind]);
  if (id !== undefined && kind !== undefined) {
    return { id, kind, label: text(resource[runKeys.label]) ?? '' };
  }
  const process = processKey(resource);
  if (process === undefined) return undefined;
  return { id: `process:${process}`, kind: 'external', label: externalLabel(resource) };
}

export function testOfResource(resource: JsonObject): string | undefined {
  return text(resource[runKeys.test]);
}

/** Numbers of processes are used again: the command belongs to the key. */
function processKey(resource: JsonObject): string | undefined {
  const instance = text(resource['service.instance.id']);
  if (instance !== undefined) return instance;
  const pid = Number(resource['process.pid']);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return [text(resource['host.name']), pid, externalLabel(resource)].join(':');
}

function externalLabel(resource: JsonObject): string {
  const args = resource['process.command_args'];
  const words = Array.isArray(args) ? args.filter((word) => typeof word === 'string') : [];
  if (words.length > 1) return labelOf(words);
  const service = text(resource['service.name']);
  const named = service?.startsWith('unknown_service') ? undefined : service;
  const command = text(resource['process.command_line']) ?? text(resource['process.command']);
  return (named ?? command ?? `pid ${resource['process.pid'] ?? '?'}`).slice(0, maxLabel);
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
