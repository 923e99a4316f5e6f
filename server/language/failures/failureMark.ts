import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Failure } from './currentFailures.ts';

/** A failure with the line (from 1) that raised it, in the text as it is now. */
export interface FailureMark {
  readonly failure: Failure;
  readonly document: TextDocument;
  readonly line: number;
}
