import { base64OfHex } from '../decode/ids.ts';
import { requestIdFor } from '../decode/mlflowKeys.ts';
import { maskAt } from '../decode/numberMask.ts';
import type { RawEvent, RawLink, RawSpan } from '../decode/rawSpan.ts';
import { mlflowAttributes } from './mlflowAttributes.ts';
import { pythonJson } from './pythonJson.ts';

/**
 * A span as the text that MLflow's server keeps and searches of it (`spans.content`): `Span.to_dict()` of
 * mlflow/entities/span.py by Python's `json.dumps`, with attribute values as JSON texts of their own.
 */
export function spanContent(span: RawSpan): string {
  const { attributes, numbers } = mlflowAttributes(span, requestIdFor(span));
  const { status } = span;
  return members([
    ['trace_id', quoted(base64OfHex(span.traceId))],
    ['span_id', quoted(base64OfHex(span.spanId))],
    ['parent_span_id', span.parentId === undefined ? 'null' : quoted(base64OfHex(span.parentId))],
    ['name', quoted(span.name)],
    ['start_time_unix_nano', span.startNs],
    ['end_time_unix_nano', span.endNs ?? 'null'],
    ['events', `[${span.events.map(eventText).join(', ')}]`],
    [
      'status',
      pythonJson({ code: `STATUS_CODE_${status.code.toUpperCase()}`, message: status.message ?? '' }),
    ],
    [
      'attributes',
      members(
        Object.entries(attributes).map(([key, value]) => [
          key,
          quoted(pythonJson(value, maskAt(numbers, key))),
        ]),
      ),
    ],
    ['links', `[${span.links.map(linkText).join(', ')}]`],
  ]);
}

function eventText({ name, timeNs, attributes, numbers }: RawEvent): string {
  return members([
    ['name', quoted(name)],
    ['time_unix_nano', timeNs],
    ['attributes', pythonJson(attributes, numbers)],
  ]);
}

function linkText({ traceId, spanId, attributes, numbers }: RawLink): string {
  return members([
    ['trace_id', quoted(base64OfHex(traceId))],
    ['span_id', quoted(base64OfHex(spanId))],
    ['attributes', pythonJson(attributes, numbers)],
  ]);
}

/** The values are JSON already. */
function members(entries: readonly (readonly [key: string, text: string])[]): string {
  return `{${entries.map(([key, text]) => `${quoted(key)}: ${text}`).join(', ')}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
