import { ensureVenv } from '../../../scripts/setup/python.ts';

/** The oldest opentelemetry-sdk with which MLflow up to 3.3 loses its traces; docs/mlflow.md has the table. */
export const firstBrokenOtel = '1.45.0';
export const lastWholeOtel = '1.44.0';

/** An environment with just this MLflow and this opentelemetry-sdk. Returns the path of its Python. */
export function ensureOtelVenv(mlflow: string, otel: string): Promise<string> {
  const packages = [`mlflow-skinny==${mlflow}`, 'setuptools<81', `opentelemetry-sdk==${otel}`];
  return ensureVenv(`otel-${otel}-mlflow-${mlflow}`, packages);
}
