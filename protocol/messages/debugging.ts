import type { Nanos } from '../base/time.ts';
import type { SpanRef } from '../model/span.ts';

/** A frame of a stopped thread, in its debugger's words. */
export interface StackFrame {
  /** Absolute path; empty where the debugger has no file. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As written by the debugger: `Agent.run`, `<module>`. */
  readonly function: string;
}

/** A thread that stands in a debugger. */
export interface StoppedThread {
  /** The process; absent where its debugger does not tell, then any may be it. */
  readonly pid?: number;
  readonly threadName?: string;
  /** Innermost first. */
  readonly frames: readonly StackFrame[];
}

/** The innermost running span that encloses a frame. */
export interface FrameSpan extends SpanRef {
  readonly name: string;
  readonly startNs: Nanos;
}

/** What the host tells the panel while a debug session stands. */
export interface StoppedSpan extends SpanRef {
  /** False: a caller was chosen in the call stack. */
  readonly top: boolean;
}

export type ParameterKind = 'positional' | 'plain' | 'keyword' | 'star' | 'doubleStar';

export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
}

/** Where a breakpoint stops at the next call that makes a span like this one. Lines count from 1. */
export interface CallPlace {
  /** Absolute path. */
  readonly file: string;
  /** First line of the function's body; of a `with` block, the line where it is entered. */
  readonly line: number;
  /** Notebook cell, counted from 0; `line` is then the line in the cell. */
  readonly cell?: number;
  /** Absent: the span is not a call of one function. */
  readonly callee?: Callee;
}

export interface Callee {
  /** Dotted with its class: `Agent.run`; without the function that encloses it. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly isAsync: boolean;
}
