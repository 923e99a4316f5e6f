import { ensureVenv } from '../../../scripts/setup/python.ts';
import { allVersionsVariable } from '../../../scripts/testing/plan.ts';

/** An MLflow of the versions matrix: the SDK with its own server, and the client libraries of its time. */
export interface MlflowVersion {
  /** `2.14.3`; `tracing-3.17.2` is the package mlflow-tracing, which has neither server nor client API. */
  readonly name: string;
  /** `[2, 14, 3]` */
  readonly number: readonly [major: number, minor: number, patch: number];
  readonly isTracingOnly: boolean;
  /** Resolves with the path of its Python, made on first use. */
  readonly python: () => Promise<string>;
}

/** Beside MLflow itself: what its autologging is tried with. Pandas is what `search_traces` returns. */
const clients = ['openai', 'anthropic', 'langchain', 'langchain-openai', 'langgraph', 'ipython', 'pandas'];

/** The day: soon after the release, so that everything else is as users got it then. */
const releases: readonly (readonly [version: string, asOf: string, pins?: readonly string[]])[] = [
  // It imports pkg_resources, which it takes for a part of Python.
  ['2.14.3', '2024-08-01', ['setuptools']],
  ['2.17.2', '2024-11-15'],
  ['2.20.4', '2025-03-31'],
  // A late patch: what came out in its month breaks MLflow 2 (docs/mlflow.md).
  ['2.22.5', '2026-05-31', ['opentelemetry-sdk==1.39.1', 'langchain<1', 'openai<2']],
  ['3.1.4', '2025-08-10'],
  ['3.3.2', '2025-09-10'],
  ['3.5.1', '2025-11-05'],
  ['3.8.1', '2026-01-15'],
  ['3.12.0', '2026-05-20'],
  ['3.17.2', '2026-11-10'],
];

const tracingOnly = ['3.17.2', '2026-11-10'] as const;

export const mlflowVersions: readonly MlflowVersion[] = [
  ...releases.map(([version, asOf, pins = []]) =>
    mlflowVersion(version, { package: 'mlflow', name: version, asOf, pins }),
  ),
  mlflowVersion(tracingOnly[0], {
    package: 'mlflow-tracing',
    name: `tracing-${tracingOnly[0]}`,
    asOf: tracingOnly[1],
    pins: [],
  }),
];

interface Release {
  readonly package: 'mlflow' | 'mlflow-tracing';
  readonly name: string;
  readonly asOf: string;
  readonly pins: readonly string[];
}

function mlflowVersion(version: string, release: Release): MlflowVersion {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const requirements = [`${release.package}==${version}`, ...release.pins, ...clients];
  return {
    name: release.name,
    number: [major, minor, patch],
    isTracingOnly: release.package === 'mlflow-tracing',
    python: () => ensureVenv(`mlflow-${release.name}`, requirements, release.asOf),
  };
}

/** True for this minor version and all after it. */
export function isSince({ number }: MlflowVersion, [major, minor]: readonly [number, number]): boolean {
  return number[0] > major || (number[0] === major && number[1] >= minor);
}

/** These versions, where what is tested hardly depends on them. */
export function versionsNamed(names: readonly string[]): readonly MlflowVersion[] {
  return mlflowVersions.filter(({ name }) => names.includes(name));
}

/**
 * The versions to test: with `npm test -- --all-versions` every one, otherwise the few that are named (as in
 * `mlflowVersions`), of different dialects, so that a change is tried in minutes.
 */
export function versionsUnderTest(byDefault: readonly string[]): readonly MlflowVersion[] {
  if (process.env[allVersionsVariable]) return mlflowVersions;
  return versionsNamed(byDefault);
}
