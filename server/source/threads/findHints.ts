import { parser } from '@lezer/python';
import { namesOf } from '../names.ts';
import { type Node, textOf } from '../tree.ts';
import { attachCallsOf } from './attachCalls.ts';
import { contextEdits } from './contextEdits.ts';
import { locateCall, type SubmitPlace } from './locate.ts';
import type { SubmitCall } from './submitCalls.ts';
import type { TextEdit } from './textEdit.ts';

/** A place of a file at which a program gave work to threads, which began traces of their own. */
export interface PlaceOfSplits extends SubmitPlace {
  /** How many. */
  readonly calls: number;
  /** The MLflow that made the traces, where it has a context of its own (`attach` does nothing for it). */
  readonly isolatedMlflow?: string;
}

/** Offsets are UTF-16 units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What there is to say about a call in today's text. */
export interface ThreadHint {
  readonly place: PlaceOfSplits;
  readonly call: Span;
  readonly callee: Span;
  readonly callText: string;
  /** Keeps the context; empty where the call does not show its function. */
  readonly edits: readonly TextEdit[];
  /** Calls of `opentelemetry.context.attach` in the thread's function that do nothing for these traces. */
  readonly attaches: readonly Span[];
}

/** `knownText`: a place's call as it was last found. Pure; never throws. */
export function findHints(
  text: string,
  places: readonly PlaceOfSplits[],
  knownText: (place: PlaceOfSplits) => string | undefined,
): readonly ThreadHint[] {
  const source = { tree: parser.parse(text), text };
  const names = namesOf([source]);
  const hints = new Map<number, ThreadHint>();
  for (const place of places) {
    const call = locateCall(place, source, names, knownText(place));
    if (call === undefined) continue;
    const others = hints.get(call.node.from)?.place.calls ?? 0;
    hints.set(call.node.from, {
      place: { ...place, calls: place.calls + others },
      call: spanOf(call.node),
      callee: calleeSpan(call),
      callText: textOf(call.node, text),
      edits: contextEdits(source, call),
      attaches: place.isolatedMlflow === undefined ? [] : attachCallsOf(call, source, names).map(spanOf),
    });
  }
  return [...hints.values()];
}

/** Of a chain over several lines its last name alone. */
function calleeSpan({ callee }: SubmitCall): Span {
  return spanOf(callee.getChild('PropertyName') ?? callee);
}

function spanOf({ from, to }: Node): Span {
  return { from, to };
}
