import type { Span } from '../../../protocol/model/span.ts';
import type { Trace } from '../../../protocol/model/trace.ts';

export function spanOf(given: Partial<Span> & Pick<Span, 'name'>): Span {
  return {
    traceId: 't',
    spanId: 's',
    kind: 'UNKNOWN',
    status: 'ok',
    startNs: '1',
    inputs: null,
    outputs: null,
    attributes: {},
    events: [],
    links: [],
    exceptions: [],
    convention: 'mlflow',
    scope: { name: '' },
    ...given,
  };
}

export function traceOf(given: Partial<Trace> = {}): Trace {
  return {
    traceId: 't',
    name: 'root',
    status: 'ok',
    startNs: '1',
    spanCount: 1,
    errorCount: 0,
    rootSpanIds: [],
    tags: {},
    metadata: {},
    linkedTraceIds: [],
    assessments: [],
    ...given,
  };
}
