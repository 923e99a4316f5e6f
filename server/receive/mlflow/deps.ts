import type { Engine } from '../../engine.ts';
import type { MlflowTracking } from '../../store/mlflow/tracking.ts';
import type { SpanArrivals } from './spanArrivals.ts';

/** What the MLflow routes need; ids and the time are given, so that tests can name them. */
export interface MlflowDeps {
  readonly engine: Pick<
    Engine,
    'ingest' | 'accept' | 'expectedInfo' | 'expectedTraceId' | 'store' | 'publish'
  >;
  readonly tracking: MlflowTracking;
  /** Told of spans that come by OTLP. */
  readonly arrivals: SpanArrivals;
  /** 32 lower-case hex digits, unguessable: they open a trace to whoever knows them. */
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
