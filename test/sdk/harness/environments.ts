import { ensureExamplesVenv } from '../../../scripts/setup/examples.ts';
import { ensureVenv } from '../../../scripts/setup/python.ts';
import type { MlflowNaming } from '../expectedTrees.ts';

/** An MLflow SDK with what the examples need beside it. */
export interface MlflowEnvironment {
  readonly name: string;
  readonly naming: MlflowNaming;
  /** Resolves with the path of its Python, made on first use. */
  readonly python: () => Promise<string>;
}

/** OpenTelemetry is of MLflow's time: 2.x loses every span with versions of today. */
const mlflow2 = [
  'mlflow-skinny==2.22.5',
  'opentelemetry-sdk==1.39.1',
  'pandas==2.3.3',
  'openai==1.109.1',
  'langchain==0.3.27',
  'langchain-core==0.3.86',
  'langchain-openai==0.3.35',
  'ipython==8.37.0',
] as const;

export const mlflowEnvironments: readonly MlflowEnvironment[] = [
  { name: 'MLflow 3.17.2', naming: 'plain', python: ensureExamplesVenv },
  { name: 'MLflow 2.22.5', naming: 'numbered', python: () => ensureVenv('mlflow-2.22', mlflow2) },
];

export function ensureOpenTelemetryVenv(): Promise<string> {
  return ensureVenv('opentelemetry', [
    'opentelemetry-sdk==1.39.1',
    'opentelemetry-exporter-otlp-proto-http==1.39.1',
  ]);
}
