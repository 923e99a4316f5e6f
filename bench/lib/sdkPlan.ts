import { type MlflowVersion, mlflowVersions } from '../../test/sdk/harness/mlflowVersions.ts';
import type { Scenario } from './tracedProgram.ts';

/** One row of the tables: an SDK and how it sends. */
export interface Row {
  readonly version: MlflowVersion;
  /** `MLFLOW_ENABLE_ASYNC_TRACE_LOGGING=false`, which 3.12 and up know. */
  readonly isSetToWait: boolean;
  /** The program waits for each answer: so set, or as all SDKs below 3.12 do. */
  readonly waits: boolean;
}

/** What is measured in one process, and how often all of it is repeated. */
export interface Program {
  readonly name: string;
  /** Each is taken against one server after the other; the program ends right after the last. */
  readonly turns: readonly (readonly Scenario[])[];
  /** With `mlflow server`, where the program waits for it; absent: the last turn. */
  readonly fewer?: readonly Scenario[];
  readonly rounds: number;
}

const inputs: readonly Scenario[] = ['10KB:50', '1MB:5', '10MB:2'];

const allPrograms: readonly Program[] = [
  { name: 'nested', turns: [['nested:50'], ['nested:50'], ['nested:200']], fewer: ['nested:20'], rounds: 4 },
  { name: 'wide', turns: [['wide:2000']], rounds: 3 },
  { name: 'inputs', turns: [inputs, inputs, inputs], rounds: 4 },
];

/** `nested:200`: its name and how often. */
export function partsOf(scenario: Scenario): { readonly name: string; readonly count: number } {
  const [name = '', count = '1'] = scenario.split(':');
  return { name, count: Number(count) };
}

/** How many traces a turn makes, and spans. */
export function sizeOf(turn: readonly Scenario[]): { readonly traces: number; readonly spans: number } {
  let [traces, spans] = [0, 0];
  for (const scenario of turn) {
    const { name, count } = partsOf(scenario);
    traces += name === 'wide' ? 1 : count;
    spans += name === 'nested' ? 10 * count : name === 'wide' ? count + 1 : count;
  }
  return { traces, spans };
}

export interface SdkPlan {
  readonly rows: readonly Row[];
  readonly withMlflowServer: boolean;
  /** Also with `MLFLOW_TRACKING_URI` alone, not only with the environment of `sidetrace run`. */
  readonly withPlain: boolean;
  readonly programs: readonly Program[];
}

const usual = ['2.22.5', '3.5.1', '3.8.1', '3.12.0', '3.17.2'];
const noMlflowServer = '--no-mlflow-server';
const runOnly = '--run-only';
const inputsOnly = '--inputs-only';

/** The arguments of one version after the other, each with all flags. */
export function eachVersion(
  args: readonly string[],
  all: readonly string[] = usual,
): readonly (readonly string[])[] {
  const flags = args.filter((arg) => arg.startsWith('--'));
  const given = args.filter((arg) => !arg.startsWith('--'));
  return (given.length === 0 ? all : given).map((name) => [name, ...flags]);
}

/** Reads `VERSION… [--no-mlflow-server] [--run-only] [--inputs-only]`. Throws an Error for a version that is not among those that are tested. */
export function planSdk(args: readonly string[]): SdkPlan {
  const given = args.filter((arg) => ![noMlflowServer, runOnly, inputsOnly].includes(arg));
  const rows = versionsOf(given).flatMap((version) => {
    const [major, minor] = version.number;
    const waits = major < 3 || (major === 3 && minor < 12);
    const asItIs = { version, isSetToWait: false, waits };
    return waits ? [asItIs] : [asItIs, { version, isSetToWait: true, waits: true }];
  });
  const isWanted = ({ name }: Program): boolean => !args.includes(inputsOnly) || name === 'inputs';
  return {
    rows,
    withMlflowServer: !args.includes(noMlflowServer),
    withPlain: !args.includes(runOnly),
    programs: allPrograms.filter(isWanted),
  };
}

/** Throws an Error for a version that is not among those that are tested. */
export function versionsOf(names: readonly string[]): readonly MlflowVersion[] {
  const known = mlflowVersions.map(({ name }) => name).join(', ');
  return names.map((name) => {
    const version = mlflowVersions.find((each) => each.name === name);
    if (version === undefined) throw new Error(`No version ${name}; there are ${known}.`);
    return version;
  });
}
