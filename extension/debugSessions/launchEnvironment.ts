import { applyEnvironment, type ProgramEnvironment, type Variables } from '../../protocol/environment.ts';

/** The parts of a launch configuration that say what its program gets; written by the user, so of any type. */
export interface LaunchConfiguration {
  readonly type: string;
  readonly request: string;
  readonly name: string;
  readonly env?: unknown;
  readonly envFile?: unknown;
  readonly console?: unknown;
}

/** A value of null takes the variable away (debugpy, js-debug). */
export type LaunchVariables = Readonly<Record<string, string | null>>;

/** Debuggers that take `env` as an object of names and values. Of others we know it when the user wrote one. */
const takingEnv: ReadonlySet<string> = new Set([
  'python',
  'debugpy',
  'node',
  'pwa-node',
  'go',
  'java',
  'coreclr',
  'lldb',
]);

/** Programs that the debugger starts, and whose `env` it reads; one that it attaches to has its environment. */
export function startsProgram({ type, request, env }: LaunchConfiguration): boolean {
  return request === 'launch' && (takingEnv.has(type) || Object.keys(variablesOf(env)).length > 0);
}

/** What `env` holds; debuggers leave out what is neither text, a number, a truth value nor null. */
export function variablesOf(env: unknown): LaunchVariables {
  if (typeof env !== 'object' || env === null || Array.isArray(env)) return {};
  const entries = Object.entries(env).flatMap(
    ([name, value]): readonly (readonly [string, string | null])[] => {
      if (value === null) return [[name, null]];
      return ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)]] : [];
    },
  );
  return Object.fromEntries(entries);
}

export interface LaunchInput {
  /** `env` of the configuration. */
  readonly env: LaunchVariables;
  /** What its `envFile` sets; `env` wins over it. */
  readonly file: Variables;
  /** What the program would get with neither. */
  readonly inherited: Variables;
  /** Tells run and session of the program: see SIDETRACE_RUN in docs/environment.md. */
  readonly run: string;
  /** As `environmentFor`; undefined while nothing listens. */
  readonly environmentFor: (existing: Variables, kept: readonly string[]) => ProgramEnvironment | undefined;
  /** The system's list separator. */
  readonly separator: string;
}

/**
 * What to add to `env` of a launch configuration: nothing that the user has set there or in `envFile`, be it to
 * nothing; lists of folders and options keep what they hold. Undefined while nothing listens.
 */
export function launchEnvironment(input: LaunchInput): Readonly<Record<string, string>> | undefined {
  const { env, file, inherited, run, separator } = input;
  const own = { ...file, ...env };
  const kept = Object.keys(own).filter((name) => !own[name]);
  const existing = {
    ...inherited,
    ...Object.fromEntries(Object.entries(own).map(([n, v]) => [n, v ?? undefined])),
  };
  const environment = input.environmentFor(existing, kept);
  if (!environment) return undefined;
  const applied = applyEnvironment(existing, environment, separator);
  const isOurs = (name: string): boolean =>
    name in environment.set
      ? !kept.includes(name)
      : name in environment.prepend || applied[name] !== existing[name];
  const added = Object.entries(applied).flatMap(([name, value]) =>
    value !== undefined && isOurs(name) ? [[name, value] as const] : [],
  );
  // One of ours is of the session before, which is being restarted.
  const hasRun = own.SIDETRACE_RUN !== undefined && own.SIDETRACE_URL === undefined;
  return { ...Object.fromEntries(added), ...(!hasRun && { SIDETRACE_RUN: run }) };
}
