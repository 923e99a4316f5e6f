import { type Ask, RequestError } from '../../protocol/messages/requests.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';

const page = 500;
const uncut = Number.MAX_SAFE_INTEGER;

/** `{trace, spans[]}` in pieces: a trace of a million spans is never one string. */
export async function* traceAsJson(ask: Ask, trace: Trace): AsyncGenerator<string> {
  yield `{"trace":${JSON.stringify(trace)},"spans":[`;
  let separator = '';
  for await (const span of spansOf(ask, trace.traceId)) {
    yield separator + JSON.stringify(span);
    separator = ',';
  }
  yield ']}';
}

/** Each span once, also when spans change while they are read. */
async function* spansOf(ask: Ask, traceId: string): AsyncGenerator<Span> {
  const seen = new Set<string>();
  let sinceRevision = 0;
  let more = true;
  while (more) {
    const rows = await ask('getSpanRows', { traceId, sinceRevision, limit: page });
    for (const { spanId } of rows.rows) {
      if (seen.has(spanId)) continue;
      seen.add(spanId);
      const span = await readSpan(ask, traceId, spanId);
      if (span) yield span;
    }
    more = rows.more;
    sinceRevision = rows.revision;
  }
}

/** `undefined` when it was deleted in between. */
async function readSpan(ask: Ask, traceId: string, spanId: string): Promise<Span | undefined> {
  try {
    return (await ask('getSpan', { traceId, spanId, maxText: uncut })).span;
  } catch (error) {
    if (RequestError.is(error, 'not-found')) return undefined;
    throw error;
  }
}
