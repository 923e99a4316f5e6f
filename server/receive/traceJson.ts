import { setImmediate } from 'node:timers/promises';
import type { CompleteTrace } from '../query/readComplete.ts';

/** Spans between two looks at what else there is to do: new spans come in while a large trace is read. */
const spansAtOnce = 100;

/** `{trace, spans[]}` in pieces: a trace of a million spans is never one string. */
export async function* traceAsJson({ trace, spans }: CompleteTrace): AsyncGenerator<string> {
  yield `{"trace":${JSON.stringify(trace)},"spans":[`;
  let count = 0;
  for (const span of spans) {
    yield (count === 0 ? '' : ',') + JSON.stringify(span);
    count += 1;
    if (count % spansAtOnce === 0) await setImmediate();
  }
  yield ']}';
}
