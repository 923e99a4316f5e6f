import { type ReadonlySignal, signal } from '@preact/signals';
import { messageOf } from '../../protocol/base/messageOf.ts';
import {
  type Ask,
  type JsonPath,
  RequestError,
  type ResultOf,
  type TextCut,
} from '../../protocol/messages/requests.ts';
import type { CodeState, SourceCandidate } from '../../protocol/model/source.ts';
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
  /** What became of the code that ran, as far as that is known. */
  readonly code?: CodeState;
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

interface Reading {
  readonly key: SpanKey;
  readonly controller: AbortController;
  /** It has changed since: read once more when the answer is there. A stream's changes are faster than answers. */
  again: boolean;
}

function isSame(one: SpanKey, other: SpanKey): boolean {
  return one.spanId === other.spanId && one.traceId === other.traceId;
}

/** The one selected span, whole. The latest wins: showing another withdraws the question for the last. */
export function createSpanDetail(ask: Ask): SpanDetail {
  const state = signal<SpanDetailState | undefined>(undefined);
  let reading: Reading | undefined;

  const read = async (key: SpanKey, signalOfThis: AbortSignal): Promise<void> => {
    const [detail, source] = await Promise.all([
      ask('getSpan', { ...key, maxText }, signalOfThis),
      ask('resolveSource', key, signalOfThis).catch(noSource),
    ]);
    if (signalOfThis.aborted) return;
    state.value = { ...key, ...shown(detail), ...placesOf(source) };
  };

  const start = (key: SpanKey): void => {
    const own: Reading = { key, controller: new AbortController(), again: false };
    const { signal: signalOfThis } = own.controller;
    reading = own;
    read(key, signalOfThis)
      .catch((error: unknown) => {
        if (signalOfThis.aborted || RequestError.is(error, 'cancelled')) return;
        const last = state.peek();
        if (last) state.value = { ...last, error: messageOf(error) };
      })
      .finally(() => {
        if (reading !== own) return;
        reading = undefined;
        if (own.again) start(key);
      });
  };

  return {
    state,
    show(key) {
      if (key && reading && isSame(key, reading.key)) {
        reading.again = true;
        return;
      }
      reading?.controller.abort();
      reading = undefined;
      const current = state.peek();
      if (!key || !current || !isSame(key, current)) state.value = key && { ...key, cuts: [], places: [] };
      if (key) start(key);
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

function placesOf({
  candidates,
  reason,
  code,
}: ResultOf<'resolveSource'>): Pick<SpanDetailState, 'places' | 'code' | 'noPlace'> {
  return {
    places: candidates,
    ...(code && { code }),
    ...(reason !== undefined && { noPlace: reason }),
  };
}
