import * as vscode from 'vscode';
import { isJsonObject } from '../../protocol/base/json.ts';
import type { CallsAtParams } from '../../protocol/messages/calls.ts';
import { revealSpanCommand } from '../../protocol/messages/language.ts';
import type { SpanRef } from '../../protocol/model/span.ts';
import { reportFailure } from '../reportFailure.ts';

export interface RevealSpanOptions {
  readonly reveal: (span: SpanRef) => void;
  /** Lets the user choose one of a place's calls; `undefined`: none was chosen. */
  readonly choose: (place: CallsAtParams) => Promise<SpanRef | undefined>;
  readonly log: vscode.LogOutputChannel;
}

/** What a click on a code lens does; not among the commands that a user can search for. */
export function registerRevealSpan({ reveal, choose, log }: RevealSpanOptions): vscode.Disposable {
  return vscode.commands.registerCommand(revealSpanCommand, async (span: unknown, calls: unknown) => {
    try {
      const [newest, place] = [spanOf(span), placeOf(calls)];
      const chosen = place ? await choose(place) : newest;
      if (chosen) reveal(chosen);
    } catch (error) {
      reportFailure(log, error);
    }
  });
}

function spanOf(argument: unknown): SpanRef | undefined {
  if (!isJsonObject(argument)) return undefined;
  const { traceId, spanId } = argument;
  return typeof traceId === 'string' && typeof spanId === 'string' ? { traceId, spanId } : undefined;
}

function placeOf(argument: unknown): CallsAtParams | undefined {
  if (!isJsonObject(argument)) return undefined;
  const { uri, line } = argument;
  return typeof uri === 'string' && typeof line === 'number' ? { uri, line } : undefined;
}
