/**
 * Field numbers of opentelemetry-proto 1.x: `trace/v1/trace.proto`, `common/v1/common.proto`,
 * `resource/v1/resource.proto`, `collector/trace/v1/trace_service.proto`. Only what we read.
 */
export const requestField = { resourceSpans: 1 } as const;
export const resourceSpansField = { resource: 1, scopeSpans: 2 } as const;
export const resourceField = { attributes: 1 } as const;
export const scopeSpansField = { scope: 1, spans: 2 } as const;
export const scopeField = { name: 1, version: 2 } as const;

export const spanField = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  startTimeUnixNano: 7,
  endTimeUnixNano: 8,
  attributes: 9,
  droppedAttributesCount: 10,
  events: 11,
  links: 13,
  status: 15,
} as const;

export const eventField = { timeUnixNano: 1, name: 2, attributes: 3 } as const;
export const linkField = { traceId: 1, spanId: 2, attributes: 4 } as const;
export const statusField = { message: 2, code: 3 } as const;

export const keyValueField = { key: 1, value: 2 } as const;
export const listField = { values: 1 } as const;
export const anyValueField = {
  stringValue: 1,
  boolValue: 2,
  intValue: 3,
  doubleValue: 4,
  arrayValue: 5,
  kvlistValue: 6,
  bytesValue: 7,
} as const;

export const statusCodes = ['unset', 'ok', 'error'] as const;
