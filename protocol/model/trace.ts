import type { JsonObject } from '../base/json.ts';
import type { Nanos } from '../base/time.ts';
import type { SpanId, SpanStatus, TraceId } from './span.ts';
import type { Cost, Usage } from './usage.ts';

/** The process that made a trace, as far as resource attributes or the helper tell. */
export interface ProcessInfo {
  readonly pid?: number;
  readonly command?: string;
  readonly python?: string;
  readonly cwd?: string;
  readonly host?: string;
}

export const runKinds = ['debug', 'terminal', 'notebook', 'test', 'external'] as const;

/** What was started together: a process, those that their environment names as one (SIDETRACE_RUN), a notebook's cell. */
export interface RunInfo {
  readonly id: string;
  readonly kind: (typeof runKinds)[number];
  /** What the user calls it, else what its environment or its command line says. */
  readonly label: string;
}

/** Feedback or expectation on a trace, in MLflow's REST form (kept as given). */
export type Assessment = JsonObject;

/** The canonical trace (docs/model.md). */
export interface Trace {
  readonly traceId: TraceId;
  /** The SDK's own id where it uses one: `tr-…` (MLflow 3), 32 hex (MLflow 2). */
  readonly requestId?: string;
  readonly name: string;
  readonly status: SpanStatus;
  readonly startNs: Nanos;
  readonly endNs?: Nanos;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly rootSpanIds: readonly SpanId[];
  readonly session?: string;
  readonly user?: string;
  /** A bare tag has the value `true`. */
  readonly tags: JsonObject;
  readonly metadata: JsonObject;
  readonly usage?: Usage;
  readonly cost?: Cost;
  readonly process?: ProcessInfo;
  readonly run?: RunInfo;
  /** The test inside which it began: `tests/test_a.py::test_b`. */
  readonly test?: string;
  /** The user keeps it. */
  readonly pinned?: true;
  readonly linkedTraceIds: readonly TraceId[];
  readonly assessments: readonly Assessment[];
}
