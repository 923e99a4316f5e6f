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

/** What the live records are tried with beside SDKs: ways to start Python, and to hold it. */
export function ensureLiveVenv(): Promise<string> {
  return ensureVenv('live', [
    'opentelemetry-sdk==1.45.0',
    'opentelemetry-exporter-otlp-proto-http==1.45.0',
    'opentelemetry-distro',
    'debugpy==1.8.22',
    'freezegun==1.5.5',
    'gevent==25.9.1',
    'gunicorn==23.0.0',
    'ipykernel==7.4.0',
    'pytest==9.0.1',
    'pytest-xdist==3.8.0',
  ]);
}

/** The other SDKs that stand on OpenTelemetry's. */
export function ensureLiveSdksVenv(): Promise<string> {
  return ensureVenv('live-sdks', [
    'langfuse==5.0.4',
    'logfire==5.2.0',
    'openinference-instrumentation==0.1.72',
    'traceloop-sdk==0.62.4',
  ]);
}
