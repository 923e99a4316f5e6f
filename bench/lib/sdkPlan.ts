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

/** Scenarios that run in one process, and how often all of it is repeated. */
export interface Program {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
  /** With `mlflow server`, where the program waits for it; absent: the same. */
  readonly fewer?: readonly Scenario[];
  readonly rounds: number;
  /** With the one that is sent before the clock starts. */
  readonly spans: number;
}

const allPrograms: readonly Program[] = [
  { name: 'nested', scenarios: ['nested:200'], fewer: ['nested:20'], rounds: 3, spans: 2001 },
  { name: 'wide', scenarios: ['wide:2000'], rounds: 2, spans: 2002 },
  { name: 'inputs', scenarios: ['10KB:100', '1MB:10', '10MB:2'], rounds: 5, spans: 113 },
];

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
