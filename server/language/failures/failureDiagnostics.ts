import { pathToFileURL } from 'node:url';
import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Range,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FailureSeverity } from '../../../protocol/messages/language.ts';
import type { CallSite } from '../../../protocol/model/source.ts';
import type { FailureMark } from './failureMark.ts';

const severities = {
  hint: DiagnosticSeverity.Hint,
  information: DiagnosticSeverity.Information,
  warning: DiagnosticSeverity.Warning,
  error: DiagnosticSeverity.Error,
} as const;
export type Severity = Exclude<FailureSeverity, 'off'>;

export interface DiagnosticOptions {
  readonly severity: Severity;
  /** As `ServerOptions.spanUri`: what the diagnostic's code leads to. */
  readonly spanUri: string | undefined;
  /** Whether a recorded file is one of the user's. */
  readonly isOwn: (path: string) => boolean;
}

const mostCallers = 10;

/** In the order of the text. One that several calls have raised at one line is told once, of the newest. */
export function diagnosticsOf(
  marks: readonly FailureMark[],
  toDiagnostic: (mark: FailureMark) => Diagnostic,
): Diagnostic[] {
  const byPlace = new Map<string, FailureMark>();
  for (const mark of marks) {
    const key = `${mark.line} ${mark.failure.span.error}`;
    const known = byPlace.get(key);
    if (!known || known.failure.span.startMs < mark.failure.span.startMs) byPlace.set(key, mark);
  }
  return [...byPlace.values()].toSorted((a, b) => a.line - b.line).map(toDiagnostic);
}

/** Plain text: editors read no Markdown in it. */
export function failureDiagnostic(
  { failure: { span, passed }, document, line }: FailureMark,
  { severity, spanUri, isOwn }: DiagnosticOptions,
): Diagnostic {
  const { traceId, spanId, name, error, call, begins, calledAt } = span;
  const related = [
    begins && relatedTo(begins, `${name} begins here`),
    calledAt && !isSamePlace(calledAt, begins) ? relatedTo(calledAt, `${name} was called here`) : undefined,
    ...passed
      .slice(0, mostCallers)
      .map((caller) => caller.begins && relatedTo(caller.begins, `passed through ${caller.name}`)),
  ].filter((one) => one !== undefined);
  const own = related.filter(({ path }) => isOwn(path)).map(({ information }) => information);
  const query = `trace=${encodeURIComponent(traceId)}&span=${encodeURIComponent(spanId)}`;
  return {
    range: textRange(document, line),
    severity: severities[severity],
    source: 'Sidetrace',
    code: 'show span',
    ...(spanUri !== undefined && { codeDescription: { href: `${spanUri}?${query}` } }),
    message: `${error}\n${call}`,
    ...(own.length > 0 && { relatedInformation: own }),
  };
}

interface Related {
  readonly path: string;
  readonly information: DiagnosticRelatedInformation;
}

function relatedTo({ file, line }: CallSite, message: string): Related {
  const start = { line: Math.max(0, line - 1), character: 0 };
  const location = { uri: pathToFileURL(file).href, range: { start, end: start } };
  return { path: file, information: { location, message } };
}

function isSamePlace(one: CallSite, other: CallSite | undefined): boolean {
  return one.file === other?.file && one.line === other.line;
}

/** What stands on a line (from 1). */
export function textRange(document: TextDocument, line: number): Range {
  const start = { line: line - 1, character: 0 };
  const text = document.getText({ start, end: { line, character: 0 } }).trimEnd();
  const from = text.length - text.trimStart().length;
  return { start: { line: line - 1, character: from }, end: { line: line - 1, character: text.length } };
}
