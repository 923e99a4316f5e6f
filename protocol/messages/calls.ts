import type { SpanRef, SpanStatus } from '../model/span.ts';

/** Whose calls are asked for: the function or block that a line of an open document begins. */
export interface CallsAtParams {
  /** As the editor has it; a cell's in a notebook. */
  readonly uri: string;
  /** Counted from 1: a function's `def`, the call that starts a block. */
  readonly line: number;
}

export interface CallAt extends SpanRef {
  readonly status: SpanStatus;
  /** Milliseconds since the epoch. */
  readonly startedMs: number;
  /** Absent while it runs, and where its end never came. */
  readonly durationMs?: number;
  /** Its own; at a trace's root those of the whole trace. */
  readonly tokens?: number;
  readonly usd?: number;
  /** What it was given, or why it failed, on one line. */
  readonly text?: string;
}

export interface CallsAt {
  /** The newest first; the newest twenty. */
  readonly calls: readonly CallAt[];
  /** How many are known. */
  readonly total: number;
}
