import type { CodeLens } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CallsAtParams } from '../../../protocol/messages/calls.ts';
import { revealSpanCommand } from '../../../protocol/messages/language.ts';
import type { SpanRef } from '../../../protocol/model/span.ts';
import type { Timer } from '../../publish/deltaBus.ts';
import { type Answer, Told } from '../told.ts';
import { type CallsDeps, calledPlaces } from './calledPlaces.ts';
import { firstLineOf } from './firstLine.ts';
import { lensText } from './lensText.ts';
import type { CalledPlace } from './placesOfCalls.ts';
import { tickOf } from './tickOf.ts';

export interface CodeLensesDeps extends CallsDeps {
  /** Asks the editor to ask again. */
  readonly refresh: () => void;
  readonly timer: Timer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** What is known of the calls of the functions and blocks in open documents, one line above each. */
export function createCodeLenses(deps: CodeLensesDeps): Told<CodeLens[]> {
  const { refresh, timer, log } = deps;
  const isOpen = (uri: string): boolean => deps.openCode(uri) !== undefined;
  return new Told({ read: (uri) => readLenses(deps, uri), isOpen, refresh, timer, log });
}

async function readLenses(deps: CodeLensesDeps, uri: string): Promise<Answer<CodeLens[]>> {
  const called = await calledPlaces(deps, uri);
  if (called === undefined) return { told: [] };
  const { document, places } = called;
  const nowMs = deps.now();
  const calls = places.flatMap((place) => place.calls);
  const againMs = tickOf(calls, nowMs);
  const told = places.map((place) => lensAt(document, place, nowMs));
  return { told, ...(againMs !== undefined && { againMs }) };
}

function lensAt(document: TextDocument, { symbol, calls }: CalledPlace, nowMs: number): CodeLens {
  const start = { line: firstLineOf(document, symbol), character: 0 };
  const newest = calls[0];
  const span: SpanRef | undefined = newest && { traceId: newest.traceId, spanId: newest.spanId };
  const all: CallsAtParams = { uri: document.uri, line: symbol.line };
  return {
    range: { start, end: start },
    command: {
      title: lensText(calls, nowMs),
      command: revealSpanCommand,
      arguments: calls.length > 1 ? [span, all] : [span],
    },
  };
}
