import type { Disposable } from '../protocol/base/disposable.ts';
import type { Delta } from '../protocol/messages/delta.ts';
import type { Ask, Position } from '../protocol/messages/requests.ts';
import type { RawBatch } from './decode/rawSpan.ts';
import type { TraceStore } from './store/store.ts';

/** The engine as its edges see it: HTTP routes ingest and ask, the language server asks and listens. */
export interface Engine extends Disposable {
  /** merge → normalise → store → publish, synchronously; throws only for a bug or a full disk. */
  ingest(batch: RawBatch): void;
  /** Answers one question of `protocol/messages/requests.ts`. */
  readonly ask: Ask;
  onDelta(listener: (delta: Delta) => void): Disposable;
  position(): Position;
  readonly store: TraceStore;
}
