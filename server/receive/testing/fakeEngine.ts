import type { Delta } from '../../../protocol/messages/delta.ts';
import { RequestError } from '../../../protocol/messages/requests.ts';
import type { RawBatch, RawSpan } from '../../decode/rawSpan.ts';
import type { Engine } from '../../engine.ts';

export interface FakeEngine
  extends Pick<Engine, 'ingest' | 'ask' | 'onDelta' | 'position' | 'store' | 'toSpan'> {
  readonly batches: RawBatch[];
  readonly asked: { readonly name: string; readonly params: unknown }[];
  publish(delta: Partial<Delta>): void;
  readonly listenerCount: () => number;
}

/** Answers from a table; knows one trace, `t1` (also `tr-t1`), with the given spans. */
export function createFakeEngine(
  answers: Readonly<Record<string, unknown>> = {},
  spans: readonly Partial<RawSpan>[] = [],
): FakeEngine {
  const batches: RawBatch[] = [];
  const asked: { name: string; params: unknown }[] = [];
  const listeners = new Set<(delta: Delta) => void>();
  let position = { generation: 'g1', seq: 7 };
  const ask = async (name: string, params: unknown): Promise<unknown> => {
    asked.push({ name, params });
    const answer = answers[name];
    if (answer === undefined) throw new RequestError('not-found', `no ${name}`);
    return typeof answer === 'function' ? answer(params) : answer;
  };
  const store = {
    traceCount: () => 3,
    resolveTraceId: (id: string) => (id === 't1' || id === 'tr-t1' ? 't1' : undefined),
    trace: (traceId: string) => ({ traceId, name: 'agent' }),
    rawSpans: () => spans,
    rawSpan: (_: string, spanId: string) => spans.find((span) => span.spanId === spanId),
  };
  return {
    batches,
    asked,
    ask: ask as Engine['ask'],
    ingest: (batch) => void batches.push(batch),
    onDelta(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    position: () => position,
    publish(delta) {
      position = { generation: position.generation, seq: position.seq + 1 };
      const full = { ...position, changed: [], removed: [], traceCount: 3, ...delta };
      for (const listener of listeners) listener(full);
    },
    listenerCount: () => listeners.size,
    store: store as unknown as Engine['store'],
    toSpan: (({ spanId }: RawSpan) => ({ spanId, inputs: 'long' })) as unknown as Engine['toSpan'],
  };
}
