import { expect, it } from 'vitest';
import { decodeMlflowArtifact } from './mlflowArtifact.ts';

const attributes = {
  'mlflow.traceRequestId': '"tr-1280994b9139456a5e56167f70ca0b3d"',
  'mlflow.spanType': '"TOOL"',
  n: '3',
  big: '9007199254740993',
  nothing: 'null',
  cut: '{"a": [1, 2',
  plain: 'not json',
};
const decoded = {
  'mlflow.traceRequestId': 'tr-1280994b9139456a5e56167f70ca0b3d',
  'mlflow.spanType': 'TOOL',
  n: 3,
  big: '9007199254740993',
  nothing: null,
  cut: '{"a": [1, 2',
  plain: 'not json',
};

const hexTrace = '1280994b9139456a5e56167f70ca0b3d';
const start = '1795230330960060353';

/** Times stand as bare integers that no double can hold. */
function artifact(span: object): string {
  return JSON.stringify({ spans: [span] }).replace(/"@(\d+)"/g, '$1');
}

const v2 = (prefix: string) => ({
  name: 'work',
  context: { span_id: `${prefix}00f067aa0ba902b7`, trace_id: `${prefix}${hexTrace}` },
  parent_id: `${prefix}00f067aa0ba902b6`,
  start_time: `@${start}`,
  end_time: '@1795230330960728158',
  status_code: 'ERROR',
  status_message: 'no',
  attributes,
  events: [{ name: 'e', timestamp: '@1795230330960100', attributes: { 'exception.type': 'X' } }],
});

const v3 = {
  trace_id: 'EoCZS5E5RWpeVhZ/cMoLPQ==',
  span_id: 'APBnqgupArc=',
  parent_span_id: 'APBnqgupArY=',
  name: 'work',
  start_time_unix_nano: `@${start}`,
  end_time_unix_nano: '@1795230330960728158',
  attributes,
  status: { code: 'STATUS_CODE_ERROR', message: 'no' },
  events: [{ time_unix_nano: '@1795230330960100', name: 'e', attributes: { 'exception.type': 'X' } }],
};

it.each([
  ['2.14–2.20', v2('0x')],
  ['2.21–2.22', v2('')],
  ['3.0–3.4', { ...v3, trace_state: '' }],
  ['3.5+', { ...v3, links: [] }],
])('SDK %s', (_, span) => {
  expect(decodeMlflowArtifact(artifact(span))).toEqual([
    {
      traceId: hexTrace,
      spanId: '00f067aa0ba902b7',
      parentId: '00f067aa0ba902b6',
      requestId: `tr-${hexTrace}`,
      name: 'work',
      startNs: start,
      endNs: '1795230330960728158',
      status: { code: 'error', message: 'no' },
      attributes: decoded,
      numbers: { big: 1 },
      events: [{ name: 'e', timeNs: '1795230330960100000', attributes: { 'exception.type': 'X' } }],
      links: [],
      scope: { name: '' },
      resource: {},
      door: 'mlflow',
    },
  ]);
});

it.each([null, ''])('a root’s parent is %j', (parent) => {
  const [span] = decodeMlflowArtifact(artifact({ ...v3, parent_span_id: parent }));
  expect(span).not.toHaveProperty('parentId');
});

it('a span without an end runs', () => {
  const [span] = decodeMlflowArtifact(artifact({ ...v2('0x'), end_time: null }));
  expect(span).not.toHaveProperty('endNs');
});

it.each([
  [{ ...v3, trace_id: 'short' }, 'traces.json: spans[0].trace_id: expected a trace id of 16 bytes'],
  [{ ...v2(''), context: {} }, 'spans[0].context.trace_id: expected a trace id'],
  [{ ...v3, attributes: 'x' }, 'spans[0].attributes: expected an object'],
  [{ ...v3, start_time_unix_nano: 'x' }, 'spans[0].start_time_unix_nano: expected a whole number'],
])('refuses %#: %s', (span, message) => expect(() => decodeMlflowArtifact(artifact(span))).toThrow(message));

it.each([
  ['2.14–2.22', { ...v2(''), end_time: null }],
  ['3.0+', { ...v3, end_time_unix_nano: null }],
])('SDK %s: a span that its trace did not wait for will not end', (_, span) => {
  const [decoded] = decodeMlflowArtifact(artifact(span));
  expect(decoded).toMatchObject({ aborted: true });
  expect(decoded?.endNs).toBeUndefined();
});

it('numbers that are no JSON, as Python writes them, cost no span', () => {
  const event = { name: 'scored', timestamp: 1_795_230_330_960_100, attributes: { score: 0 } };
  const text = artifact({ ...v2(''), attributes: { loss: '{"now": NaN}' }, events: [event] });
  const [decoded] = decodeMlflowArtifact(text.replace('"score":0', '"score":-Infinity'));
  expect(decoded?.attributes).toEqual({ loss: { now: 'NaN' } });
  expect(decoded?.numbers).toEqual({ loss: { now: 1 } });
  expect(decoded?.events).toMatchObject([{ attributes: { score: '-Infinity' }, numbers: { score: 1 } }]);
});
