import { expect, it } from 'vitest';
import { decodeOtlpJson } from './otlpJson.ts';

const traceId = '5b8efff798038103d269b633813fc60c';
const spanId = 'eee19b7ec3c1b174';

function decode(span: object, resource: object = {}) {
  const body = { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 's' }, spans: [span] }] }] };
  return decodeOtlpJson(JSON.stringify(body))[0];
}

function value(any: unknown): unknown {
  return decode({ traceId, spanId, attributes: [{ key: 'k', value: any }] })?.attributes.k;
}

it('reads camelCase, snake_case and both forms of ids, enums and times as the same span', () => {
  const camel = {
    traceId,
    spanId,
    parentSpanId: 'eee19b7ec3c1b173',
    name: 'n',
    kind: 3,
    startTimeUnixNano: '1795230042297662718',
    endTimeUnixNano: '1795230042297662719',
    status: { code: 2, message: 'no' },
    events: [{ name: 'e', timeUnixNano: '1795230042297662718' }],
  };
  const snake = {
    trace_id: Buffer.from(traceId, 'hex').toString('base64'),
    span_id: Buffer.from(spanId, 'hex').toString('base64'),
    parent_span_id: 'EEE19B7EC3C1B173',
    name: 'n',
    kind: 'SPAN_KIND_CLIENT',
    start_time_unix_nano: '1795230042297662718',
    end_time_unix_nano: '1795230042297662719',
    status: { code: 'STATUS_CODE_ERROR', message: 'no' },
    events: [{ name: 'e', time_unix_nano: '1795230042297662718' }],
  };
  expect(decode(snake)).toEqual(decode(camel));
  expect(decode(camel)).toMatchObject({
    otelKind: 'client',
    status: { code: 'error', message: 'no' },
    parentId: 'eee19b7ec3c1b173',
  });
});

it('keeps bare numbers of nanoseconds and int64 exact', () => {
  const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${traceId}","spanId":"${spanId}",
    "startTimeUnixNano":1795230042297662719,"attributes":[{"key":"n","value":{"intValue":9007199254740993}}]}]}]}]}`;
  expect(decodeOtlpJson(text)).toMatchObject([
    { startNs: '1795230042297662719', attributes: { n: '9007199254740993' } },
  ]);
});

it.each([
  [{ stringValue: '12' }, '12'],
  [{ string_value: '' }, ''],
  [{ intValue: '120' }, 120],
  [{ intValue: 120 }, 120],
  [{ boolValue: false }, false],
  [{ doubleValue: 0.5 }, 0.5],
  [{ doubleValue: 'NaN' }, 'NaN'],
  [{ bytesValue: 'AP8Q' }, 'AP8Q'],
  [{ arrayValue: { values: [{ intValue: 1 }, {}] } }, [1, null]],
  [{ arrayValue: {} }, []],
  [{ kvlistValue: { values: [{ key: 'a', value: { boolValue: true } }] } }, { a: true }],
  [{}, null],
  [undefined, null],
])('value %j is %j', (any, expected) => expect(value(any)).toEqual(expected));

it.each([
  [{ spanId }, 'resourceSpans[0].scopeSpans[0].spans[0].traceId: expected a trace id of 16 bytes'],
  [{ traceId, spanId: 'xyz' }, 'spans[0].spanId: expected a span id of 8 bytes in hex or base64, got "xyz"'],
  [{ traceId: '0'.repeat(32), spanId }, 'spans[0].traceId: a trace id must not be all zeros'],
  [{ traceId, spanId, startTimeUnixNano: 'now' }, 'spans[0].startTimeUnixNano: expected a whole number'],
  [{ traceId, spanId, attributes: {} }, 'spans[0].attributes: expected a list'],
  [{ traceId, spanId, attributes: [{ key: 'k', value: 5 }] }, 'spans[0].attributes[0]: expected an object'],
  [{ traceId, spanId, attributes: [{ key: 'k', value: { intValue: 1.5 } }] }, 'intValue is no integer'],
  [{ traceId, spanId, status: 'OK' }, 'spans[0].status: expected an object'],
  [{ traceId, spanId, events: [3] }, 'spans[0].events[0]: expected an object'],
])('%j is refused: %s', (span, message) => expect(() => decode(span)).toThrow(message));

it.each(['', '{', '[]', 'null', '{"resourceSpans":5}', '{"resourceSpans":[null]}'])(
  'body %j is refused',
  (text) => {
    expect(() => decodeOtlpJson(text)).toThrow(/^OTLP\/JSON: /);
  },
);

it('an empty request has no spans', () => expect(decodeOtlpJson('{}')).toEqual([]));
