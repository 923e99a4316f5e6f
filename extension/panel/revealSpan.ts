import * as vscode from 'vscode';
import { isJsonObject } from '../../protocol/base/json.ts';
import { revealSpanCommand } from '../../protocol/messages/language.ts';
import type { SpanRef } from '../../protocol/model/span.ts';

/** What a click on a code lens does; not among the commands that a user can search for. */
export function registerRevealSpan(reveal: (span: SpanRef) => void): vscode.Disposable {
  return vscode.commands.registerCommand(revealSpanCommand, (span: unknown) => {
    if (!isJsonObject(span)) return;
    const { traceId, spanId } = span;
    if (typeof traceId === 'string' && typeof spanId === 'string') reveal({ traceId, spanId });
  });
}
