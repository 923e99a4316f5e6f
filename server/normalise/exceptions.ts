import type { SpanException } from '../../protocol/model/span.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import { defined, textOf } from './values.ts';

/**
 * The span's exceptions: OTel `exception` events; else, on a failed span, `error.type` with the status
 * message, which is all that OTel GenAI instrumentations send.
 */
export function exceptionsOf(raw: RawSpan): readonly SpanException[] | undefined {
  const recorded = raw.events
    .filter((event) => event.name === 'exception')
    .map(({ attributes }) =>
      defined<SpanException>({
        type: textOf(attributes['exception.type']) ?? 'Error',
        message: textOf(attributes['exception.message']) ?? '',
        stacktrace: textOf(attributes['exception.stacktrace']),
      }),
    );
  if (recorded.length > 0) return recorded;
  const type = textOf(raw.attributes['error.type']);
  if (raw.status.code !== 'error' || type === undefined) return undefined;
  // `_OTHER` is OTel's word for "a type that is not known".
  return [{ type: type === '_OTHER' ? 'Error' : type, message: raw.status.message ?? '' }];
}
