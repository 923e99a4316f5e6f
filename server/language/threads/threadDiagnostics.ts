import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type Range,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span, ThreadHint } from '../../source/threads/findHints.ts';

/** Opens the page that explains it, in any editor. */
export const explainCommand = 'sidetrace.explainThreads';

interface Finding {
  readonly diagnostic: Diagnostic;
  readonly hint: ThreadHint;
  readonly fixTitle: string;
}

/** In the order of the text. */
export function threadDiagnostics(document: TextDocument, hints: readonly ThreadHint[]): Diagnostic[] {
  const offset = ({ range }: Diagnostic): number => document.offsetAt(range.start);
  const found = findingsOf(document, hints).map(({ diagnostic }) => diagnostic);
  // One `attach` may be in the way of several lines.
  const places = new Map(found.map((diagnostic) => [offset(diagnostic), diagnostic]));
  return [...places.values()].toSorted((a, b) => offset(a) - offset(b));
}

/** For what is found on the lines of a range: the edit that works, and why it is needed. */
export function threadActions(
  document: TextDocument,
  hints: readonly ThreadHint[],
  range: Range,
): readonly CodeAction[] {
  const findings = findingsOf(document, hints).filter(({ diagnostic }) =>
    sharesLine(diagnostic.range, range),
  );
  const fixes = findings.filter(({ hint }) => hint.edits.length > 0);
  const diagnostics = findings.map(({ diagnostic }) => diagnostic);
  return [
    ...fixes.map(({ diagnostic, hint, fixTitle }) => ({
      title: fixTitle,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      isPreferred: true,
      edit: { changes: { [document.uri]: editsOf(document, hint) } },
    })),
    ...(findings.length > 0 ? [{ ...explanation, diagnostics }] : []),
  ];
}

const explanation: CodeAction = {
  title: 'Why do threads begin traces of their own?',
  kind: CodeActionKind.QuickFix,
  command: { title: 'Why?', command: explainCommand },
};

function findingsOf(document: TextDocument, hints: readonly ThreadHint[]): readonly Finding[] {
  return hints.flatMap((hint) => [
    {
      hint,
      fixTitle: 'Run it in a copy of the context, so that its spans stay in this trace',
      diagnostic: diagnosticAt(document, hint.callee, splitMessage(hint)),
    },
    ...hint.attaches.map((attach) => ({
      hint,
      fixTitle: `Run it in a copy of the context, on line ${document.positionAt(hint.callee.from).line + 1}`,
      diagnostic: diagnosticAt(document, attach, attachMessage(hint), 'otel-attach'),
    })),
  ]);
}

function splitMessage({ place: { calls } }: ThreadHint): string {
  const began = calls === 1 ? '1 call began a trace of its own' : `${calls} calls began traces of their own`;
  return `${began}: a thread has no tracing context.`;
}

function attachMessage({ place: { isolatedMlflow = '' } }: ThreadHint): string {
  return `From MLflow 3.9 on, MLflow keeps its own context: attach does nothing for its spans (${isolatedMlflow} ran here).`;
}

/** The quiet kind for what is no mistake; what does not do what it is there for is a warning. */
function diagnosticAt(
  document: TextDocument,
  span: Span,
  message: string,
  code: 'thread-context' | 'otel-attach' = 'thread-context',
): Diagnostic {
  const severity = code === 'otel-attach' ? DiagnosticSeverity.Warning : DiagnosticSeverity.Information;
  return { range: rangeOf(document, span), severity, code, source: 'Sidetrace', message };
}

function editsOf(document: TextDocument, { edits }: ThreadHint) {
  return edits.map((edit) => ({ range: rangeOf(document, edit), newText: edit.text }));
}

function rangeOf(document: TextDocument, { from, to }: Span): Range {
  return { start: document.positionAt(from), end: document.positionAt(to) };
}

function sharesLine(one: Range, other: Range): boolean {
  return one.start.line <= other.end.line && other.start.line <= one.end.line;
}
