/** How a location was found, best first. */
export type SourceBasis = 'recorded' | 'stacktrace' | 'index';

/** One place in the code that may have made a span. Lines and columns count from 1. */
export interface SourceCandidate {
  /** Absolute path on the machine of the server. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly function?: string;
  /** Notebook cell, counted from 0, when `file` is a notebook; `line` is then the line in the cell. */
  readonly cell?: number;
  /** The cell's id in the kernel's words, where `file` is the name under which a kernel ran it. */
  readonly cellId?: string;
  readonly basis: SourceBasis;
}

/** A frame of a stack trace: which exception of the span, and which of its `stackFrames`; both count from 0. */
export interface FrameAt {
  readonly exception: number;
  readonly frame: number;
}

/** The function of a tool on offer: which of the chat's tools, from 0. */
export interface ToolAt {
  readonly tool: number;
}

/** The function of a tool call: which of a message's, both from 0. */
export interface ToolCallAt {
  readonly message: number;
  readonly call: number;
}

/** The text in the code that a part of a message is made of, both from 0. */
export interface PromptAt {
  readonly message: number;
  readonly part: number;
}

/** Of the span's conversation. */
export type ChatAt = ToolAt | ToolCallAt | PromptAt;

/** Not a span's own place: where it stood last, a frame of an exception that it raised, what its conversation names. */
export type SourceAt = 'stop' | FrameAt | ChatAt;

/** Where a function was called, or a `with` block entered. */
export interface CallSite {
  readonly file: string;
  readonly line: number;
}

/** A function, or a statement outside of functions, as the process that ran it had it. */
export interface RanText {
  readonly text: string;
  /** On which it began, from 1: of a function the line of its first decorator. */
  readonly line: number;
  /** Python's qualified name (`Agent.run`, `outer.<locals>.inner`); absent outside of functions. */
  readonly name?: string;
  /** The text is that of the whole file (JavaScript, TypeScript), `line` the one on which the span began. */
  readonly isFile?: true;
}

/**
 * What became of a text that ran: `same`: it stands on the same line; `moved`: on another line; `changed`: another text is in its
 * place; `gone`: nothing there has its name, or begins as it did.
 */
export type CodeState = 'same' | 'moved' | 'changed' | 'gone';

export interface Source {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly function?: string;
  readonly cell?: number;
  readonly callSite?: CallSite;
  readonly basis: SourceBasis;
  readonly candidates: readonly SourceCandidate[];
  /** SHA-256 of the text that ran: of the function, or of the statement outside of functions; of JavaScript, of the file. */
  readonly textHash?: string;
}
