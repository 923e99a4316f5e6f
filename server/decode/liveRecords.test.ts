import { expect, it } from 'vitest';
import { resourceOf } from './liveHello.ts';
import { decodeLiveBody } from './liveRecords.ts';
import { DecodeError } from './rawSpan.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const hello = { op: 'hello', v: 1, process: 'p1', pid: 42, command: ['python', 'agent.py'], host: 'here' };
const span = { traceId, spanId, name: 'agent', startTimeUnixNano: '1000' };
const body = (...lines: readonly unknown[]): Uint8Array =>
  Buffer.from(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));

it('reads a running span with its origin', () => {
  const record = {
    op: 'start',
    span: { ...span, kind: 3, attributes: [{ key: 'city', value: { stringValue: 'Paris' } }] },
    scope: { name: 'app', version: '1' },
    thread: { id: 7, name: 'MainThread' },
    spawnedFrom: {
      traceId,
      spanId: '00f067aa0ba902b7',
      by: 'submit',
      at: { file: '/app/pool.py', line: 12, function: 'Pool.run', first: 10 },
    },
    code: {
      def: { file: '/agent.py', line: 3, function: 'Agent.run' },
      call: { file: '/agent.py', line: 9, function: '<module>' },
    },
  };
  const { spans, errors, bye } = decodeLiveBody(body(hello, record));
  expect([errors, bye]).toEqual([[], false]);
  expect(spans).toEqual([
    expect.objectContaining({
      traceId,
      spanId,
      name: 'agent',
      startNs: '1000',
      attributes: { city: 'Paris' },
      otelKind: 'client',
      door: 'live',
      scope: { name: 'app', version: '1' },
      thread: { id: 7, name: 'MainThread' },
      location: { file: '/agent.py', line: 3, function: 'run', basis: 'recorded' },
      callSite: { file: '/agent.py', line: 9 },
      spawnedFrom: {
        traceId,
        spanId: '00f067aa0ba902b7',
        by: 'submit',
        at: { file: '/app/pool.py', line: 12, function: 'run', functionLine: 10 },
      },
      resource: resourceOf({ ...hello, op: 'hello', v: 1 }),
      aborted: false,
    }),
  ]);
  expect(spans[0]?.endNs).toBeUndefined();
});

it('takes the line of a block where there is no function, and the cell of a notebook', () => {
  const call = { file: '/tmp/ipykernel_1/2.py', line: 4, cell: { id: 'abc', number: 3 } };
  const { spans } = decodeLiveBody(
    body(hello, { op: 'end', span: { ...span, endTimeUnixNano: '2000' }, code: { call } }),
  );
  expect(spans[0]).toMatchObject({
    endNs: '2000',
    location: { file: '/tmp/ipykernel_1/2.py', line: 4, cellId: 'abc', basis: 'recorded' },
  });
  expect(spans[0]?.aborted).toBeUndefined();
});

it('knows an MLflow trace by its own id from the first record on', () => {
  const attributes = [{ key: 'mlflow.traceRequestId', value: { stringValue: '"tr-1"' } }];
  const { spans } = decodeLiveBody(body(hello, { op: 'update', span: { ...span, attributes } }));
  expect(spans[0]?.requestId).toBe('tr-1');
});

it('decodes the JSON texts of an MLflow span’s values, as the same span has them by the other ways', () => {
  const texts = { 'mlflow.spanType': '"TOOL"', none: 'null', 'mlflow.spanOutputs': '[1.0, "1"]' };
  const attributes = Object.entries(texts).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const { spans } = decodeLiveBody(body(hello, { op: 'update', span: { ...span, attributes } }));
  expect(spans[0]).toMatchObject({
    attributes: { 'mlflow.spanType': 'TOOL', none: null, 'mlflow.spanOutputs': [1, '1'] },
    numbers: { 'mlflow.spanOutputs': { 0: 1 } },
  });
  const other = decodeLiveBody(
    body(hello, { op: 'update', span: { ...span, attributes: attributes.slice(1) } }),
  );
  expect(other.spans[0]?.attributes).toEqual({ none: 'null', 'mlflow.spanOutputs': '[1.0, "1"]' });
});

it('reads which text ran, and texts by their hash', () => {
  const hash = 'a'.repeat(64);
  const code = { call: { file: '/agent.py', line: 9 }, ran: { hash, line: 7, name: 'Agent.run', more: 1 } };
  const text = { op: 'text', hash, text: 'def run(): pass' };
  const long = { ...text, text: 'x'.repeat(200_000) };
  const { spans, texts, errors } = decodeLiveBody(
    body(hello, text, { op: 'start', span, code }, long, { ...text, hash: '../x' }),
  );
  expect(spans[0]?.ran).toEqual({ hash, line: 7, name: 'Agent.run' });
  expect(texts).toEqual([{ hash, text: 'def run(): pass', line: 2 }]);
  expect(errors.map(({ line }) => line)).toEqual([4, 5]);
});

it('reads where a span stands, and the good-bye', () => {
  const at = { file: '/agent.py', line: 5, function: 'wait' };
  const sample = { op: 'sample', traceId, spanId, at, timeUnixNano: '9' };
  expect(decodeLiveBody(body(hello, sample, { op: 'bye' }))).toMatchObject({
    samples: [{ traceId, spanId, standsAt: { file: '/agent.py', line: 5, function: 'wait', timeNs: '9' } }],
    bye: true,
    errors: [],
  });
});

const deep = `{"op":"start","span":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`;
const nested = `${'{"arrayValue":{"values":['.repeat(100)}{}${']}}'.repeat(100)}`;

it.each<[string, unknown, RegExp]>([
  ['not JSON', '{"op":', /not JSON/],
  ['no object', '[1]', /object/],
  ['an unknown op', { op: '__proto__' }, /no op "__proto__"/],
  ['another hello', hello, /no op "hello"/],
  ['no span', { op: 'start' }, /span: expected an object/],
  ['an id of another length', { op: 'start', span: { ...span, spanId: 'ff' } }, /span.spanId/],
  [
    'no start',
    { op: 'start', span: { ...span, startTimeUnixNano: undefined } },
    /startTimeUnixNano is missing/,
  ],
  ['a time that is none', { op: 'start', span: { ...span, startTimeUnixNano: '-1' } }, /whole number/],
  ['a line that is none', { op: 'start', span, code: { call: { file: '/a', line: 0 } } }, /code.call.line/],
  ['a thread that is none', { op: 'start', span, thread: 'main' }, /thread/],
  ['a foreign spawner', { op: 'start', span, spawnedFrom: { traceId: 'x', spanId } }, /trace id/],
  ['a span deep as a well', deep, /traceId/],
  [
    'a deep value',
    `{"op":"start","span":${JSON.stringify(span).slice(0, -1)},"attributes":[{"key":"k","value":${nested}}]}}`,
    /nested deeper/,
  ],
  ['a sample without a line', { op: 'sample', traceId, spanId, at: { file: '/a' } }, /at.line/],
  ['more than 16 MB', `{"op":"start","x":"${'x'.repeat(17 << 20)}"}`, /longer than 16 MB/],
])('names a record that cannot be read, and keeps the others: %s', (_, bad, message) => {
  const { spans, errors } = decodeLiveBody(body(hello, '', bad, { op: 'start', span }));
  expect(errors).toEqual([{ line: 3, message: expect.stringMatching(message) }]);
  expect(spans).toHaveLength(1);
});

it.each<[string, unknown]>([
  ['nothing', ' \n'],
  ['a record', { op: 'start', span }],
  ['another version', { ...hello, v: 2 }],
  ['no process', { ...hello, process: '' }],
  ['a pid that is none', { ...hello, pid: -1 }],
  ['not JSON', 'GET / HTTP/1.1'],
])('wants a hello first: not %s', (_, first) => {
  expect(() => decodeLiveBody(body(first, { op: 'start', span }))).toThrow(DecodeError);
});

it('tells process and run apart by what the hello says', () => {
  const of = (more: object) => resourceOf({ ...hello, op: 'hello', v: 1, ...more });
  expect(of({ cwd: '/work', python: '/usr/bin/python3' })).toMatchObject({
    'process.pid': 42,
    'process.working_directory': '/work',
    'process.executable.path': '/usr/bin/python3',
    'host.name': 'here',
    'sidetrace.run.id': 'p1',
    'sidetrace.run.kind': 'external',
    'sidetrace.run.label': 'agent.py',
  });
  expect(of({ language: 'nodejs', executable: '/usr/bin/node', version: '24.1.0' })).toMatchObject({
    'telemetry.sdk.language': 'nodejs',
    'process.executable.path': '/usr/bin/node',
    'process.runtime.version': '24.1.0',
  });
  expect(of({ terminal: true })['sidetrace.run.kind']).toBe('terminal');
  expect(of({ command: ['python', '-m', 'pytest'] })['sidetrace.run.kind']).toBe('test');
  expect(of({ command: ['node', '/app/node_modules/.bin/vitest'] })['sidetrace.run.kind']).toBe('test');
  expect(of({ command: ['node', '/app/node_modules/jest/bin/jest.js'] })['sidetrace.run.kind']).toBe('test');
  expect(of({ command: ['python', '-m', 'ipykernel_launcher', '-f', 'x'] })['sidetrace.run.kind']).toBe(
    'notebook',
  );
  expect(of({ run: 'debug:s7:Python: agent' })).toMatchObject({
    'sidetrace.run.id': 's7',
    'sidetrace.run.kind': 'debug',
    'sidetrace.run.label': 'Python: agent',
  });
  expect(of({ run: ':p0:' })).toMatchObject({
    'sidetrace.run.id': 'p0',
    'sidetrace.run.kind': 'external',
    'sidetrace.run.label': 'agent.py',
  });
  expect(of({ run: 'nonsense' })['sidetrace.run.id']).toBe('p1');
});

it('a root tells the cell and the test inside which it began', () => {
  const started = { op: 'start', span };
  const { spans } = decodeLiveBody(
    body(
      hello,
      { ...started, cell: { number: 3, notebook: 'agent.ipynb' } },
      { ...started, test: 'test_a.py::test_b' },
      { ...started, test: 'test_a.py::test_b' },
      started,
    ),
  );
  expect(spans.map(({ resource }) => [resource['sidetrace.run.id'], resource['sidetrace.test']])).toEqual([
    ['p1/3', undefined],
    ['p1', 'test_a.py::test_b'],
    ['p1', 'test_a.py::test_b'],
    ['p1', undefined],
  ]);
  expect(spans[1]?.resource).toBe(spans[2]?.resource);
});
