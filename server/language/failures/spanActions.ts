import { type CodeAction, CodeActionKind, type Diagnostic, type Range } from 'vscode-languageserver/node';
import {
  breakOnNextCallCommand,
  copyCallCommand,
  revealSpanCommand,
} from '../../../protocol/messages/language.ts';
import type { SpanRef } from '../../../protocol/model/span.ts';

/** Of actions that mend nothing: they stand apart from quick fixes. */
export const spanActionKind = 'sidetrace';

export interface ActionOptions {
  /** The editor can show a span. */
  readonly links: boolean;
  /** It can copy a call, and set a breakpoint for the next one. */
  readonly commands: boolean;
}

/** A line of code with a call that belongs to it. */
export interface ActedOn {
  readonly span: SpanRef;
  readonly name: string;
  readonly failed: boolean;
  /** What the line is marked with. */
  readonly diagnostic?: Diagnostic;
}

/** What can be done with the last call of a function: ids only, the editor's own commands read the rest. */
export function spanActions(
  { span, name, failed, diagnostic }: ActedOn,
  { links, commands }: ActionOptions,
): readonly CodeAction[] {
  const { traceId, spanId } = span;
  const kind = diagnostic ? CodeActionKind.QuickFix : spanActionKind;
  const shown = name.length > 60 ? `${name.slice(0, 59)}…` : name;
  const action = (title: string, command: string): CodeAction => ({
    title,
    kind,
    ...(diagnostic && { diagnostics: [diagnostic] }),
    command: { title, command, arguments: [{ traceId, spanId }] },
  });
  return [
    ...(links
      ? [
          action(
            failed ? `Open the failing span of ${shown}` : `Open the last span of ${shown}`,
            revealSpanCommand,
          ),
        ]
      : []),
    ...(commands
      ? [
          action(`Copy the last call of ${shown}`, copyCallCommand),
          action(`Break on the next call of ${shown}`, breakOnNextCallCommand),
        ]
      : []),
  ];
}

export function sharesLine(one: Range, other: Range): boolean {
  return one.start.line <= other.end.line && other.start.line <= one.end.line;
}
