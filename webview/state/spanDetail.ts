import { type ReadonlySignal, signal } from '@preact/signals';
import { messageOf } from '../../protocol/base/messageOf.ts';
import {
  type Ask,
  type JsonPath,
  RequestError,
  type ResultOf,
  type TextCut,
} from '../../protocol/messages/requests.ts';
import type { SourceCandidate } from '../../protocol/model/source.ts';
import type { Span, SpanId, TraceId } from '../../protocol/model/span.ts';

/** Characters of one text that come with a span; more on request. */
export const maxText = 20_000;

export interface SpanKey {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
}

export interface SpanDetailState extends SpanKey {
  readonly span?: Span;
  readonly cuts: readonly TextCut[];
  readonly places: readonly SourceCandidate[];
  /** Why no place in the code is known. */
  readonly noPlace?: string;
  readonly error?: string;
}

export interface SpanDetail {
  readonly state: ReadonlySignal<SpanDetailState | undefined>;
  /** Shows a span; the same one again reads it anew and keeps what is shown until the answer is there. */
  show(key: SpanKey | undefined): void;
  readText(path: JsonPath, offset: number, length: number): Promise<string>;
}

/** The one selected span, whole. The latest wins: showing another withdraws the question for the last. */
export function createSpanDetail(ask: Ask): SpanDetail {
  const state = signal<SpanDetailState | undefined>(undefined);
  let asking: AbortController | undefined;

  const read = async (key: SpanKey, signalOfThis: AbortSignal): Promise<void> => {
    const [detail, source] = await Promise.all([
      ask('getSpan', { ...key, maxText }, signalOfThis),
      ask('resolveSource', key, signalOfThis).catch(noSource),
    ]);
    if (signalOfThis.aborted) return;
    state.value = { ...key, ...shown(detail), ...placesOf(source) };
  };

  return {
    state,
    show(key) {
      asking?.abort();
      const current = state.peek();
      const same = key && current?.spanId === key.spanId && current.traceId === key.traceId;
      if (!same) state.value = key && { ...key, cuts: [], places: [] };
      if (!key) return;
      const controller = new AbortController();
      asking = controller;
      read(key, controller.signal).catch((error: unknown) => {
        if (controller.signal.aborted || RequestError.is(error, 'cancelled')) return;
        const last = state.peek();
        if (last) state.value = { ...last, error: messageOf(error) };
      });
    },
    async readText(path, offset, length) {
      const current = state.peek();
      if (!current) return '';
      const { traceId, spanId } = current;
      return (await ask('getText', { traceId, spanId, path, offset, length })).text;
    },
  };
}

/** A span is worth showing even where its source cannot be asked for. */
function noSource(error: unknown): ResultOf<'resolveSource'> {
  return { candidates: [], reason: messageOf(error) };
}

function shown({ span, cut }: ResultOf<'getSpan'>): Pick<SpanDetailState, 'span' | 'cuts'> & { span: Span } {
  return { span, cuts: cut };
}

function placesOf({ candidates, reason }: ResultOf<'resolveSource'>): Pick<SpanDetailState, 'places'> & {
  readonly noPlace?: string;
} {
  return reason === undefined ? { places: candidates } : { places: candidates, noPlace: reason };
}
