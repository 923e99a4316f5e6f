import type { JsonObject } from '../../../protocol/base/json.ts';
import type { RawSpan } from '../../decode/rawSpan.ts';

/** A span with these attributes; everything else is the least there can be. */
export function rawSpan(attributes: JsonObject, rest: Partial<RawSpan> = {}): RawSpan {
  return {
    traceId: 'aa'.repeat(16),
    spanId: 'bb'.repeat(8),
    name: 'work',
    startNs: '1795230042297662718',
    endNs: '1795230042397662718',
    status: { code: 'ok' },
    attributes,
    events: [],
    links: [],
    scope: { name: '' },
    resource: {},
    door: 'otlp',
    ...rest,
  };
}
