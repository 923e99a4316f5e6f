import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { Metric, Run } from '../../store/mlflow/runs.ts';
import { toKeyValues } from './input.ts';

/** MLflow's `RunInfo` (mlflow/protos/service.proto). `run_uuid` is its older name for `run_id`. */
export function runInfoJson({ id, experimentId, started, stage, info }: Run): JsonObject {
  return {
    run_uuid: id,
    experiment_id: experimentId,
    ...info,
    start_time: started,
    artifact_uri: `mlflow-artifacts:/${experimentId}/${id}/artifacts`,
    lifecycle_stage: stage,
    run_id: id,
  };
}

/** MLflow's `Run`; empty lists are left out, as MLflow does. */
export function runJson(run: Run, metrics: readonly Metric[]): JsonObject {
  return {
    info: runInfoJson(run),
    data: {
      ...filled('metrics', metrics.map(metricJson)),
      ...filled('params', entries(run.params)),
      ...filled('tags', entries(run.tags)),
    },
    inputs: {},
  };
}

export function metricJson({ key, value, timestamp, step }: Metric): JsonObject {
  return { key, value: finite(value), timestamp, step };
}

/** MLflow's databases know no infinity: it reads back as the largest number. */
function finite(value: Metric['value']): Metric['value'] {
  if (value === 'Infinity') return Number.MAX_VALUE;
  return value === '-Infinity' ? -Number.MAX_VALUE : value;
}

function filled(name: string, list: readonly JsonValue[]): JsonObject {
  return list.length > 0 ? { [name]: list } : {};
}

function entries(texts: Readonly<Record<string, string>>): readonly JsonValue[] {
  return toKeyValues(texts).map(({ key, value }) => ({ key, value }));
}
