import { beforeEach, expect, it } from 'vitest';
import { type Message, type SpanMessage, slot, state } from '../between/messages.ts';
import { Places } from './places.ts';
import { SourceLines } from './sourceLines.ts';
import { Tap } from './tap.ts';
import { Teller } from './teller.ts';

/** As OpenTelemetry's SDK has them, as far as is read. */
class FakeSpan {
  readonly attributes: Record<string, unknown> = {};
  readonly events: unknown[] = [];
  readonly links = [];
  readonly kind = 0;
  readonly startTime = [1, 0];
  endTime = [0, 0];
  status = { code: 0 };
  readonly name: string;
  readonly isSampled: boolean;

  constructor(name: string, isSampled: boolean) {
    this.name = name;
    this.isSampled = isSampled;
  }
  spanContext() {
    return { traceId: 't', spanId: 's' };
  }
  isRecording() {
    return this.isSampled;
  }
  setAttribute(key: string, value: unknown) {
    if (key === '') return this;
    this.attributes[key] = value;
    return this;
  }
  setAttributes(given: Record<string, unknown>) {
    for (const key of Object.keys(given)) this.setAttribute(key, given[key]);
    return this;
  }
  end() {
    this.endTime = [2, 0];
  }
}

/** Made anew for each test: its prototypes are changed. */
function createProvider(sampler?: unknown) {
  const Span = class extends FakeSpan {};
  class Tracer {
    readonly _sampler: unknown = sampler;
    startSpan(name: string, isSampled = true) {
      return new Span(name, isSampled);
    }
  }
  const tracer = new Tracer();
  return new (class {
    getTracer() {
      return tracer;
    }
  })();
}

let messages: Message[];
let shared: Int32Array;
let teller: Teller;
let clock: number;
let onPost: (message: Message) => void;

beforeEach(() => {
  messages = [];
  clock = 0;
  onPost = () => undefined;
  teller = new Teller({
    startSender: (buffer) => {
      shared = new Int32Array(buffer);
      return {
        post: (sent) => {
          const message = typeof sent === 'string' ? (JSON.parse(sent) as Message) : sent;
          messages.push(message);
          onPost(message);
        },
      };
    },
    thread: { id: 0, name: 'main' },
    now: () => (clock += 100),
  });
});

function createTracer(sampler?: unknown) {
  const provider = createProvider(sampler);
  const tap = new Tap(teller, new Places(new SourceLines(Error.prepareStackTrace)));
  tap.tapProvider(provider);
  tap.tapProvider(Object.getPrototypeOf(provider));
  return provider.getTracer();
}

const spanMessages = (): readonly SpanMessage[] =>
  messages.filter((message) => message.op !== 'flush' && message.op !== 'silent');
const ops = (): readonly string[] => messages.map(({ op }) => op);

it('tells values that JSON has not, as they are', () => {
  const span = createTracer().startSpan('a');
  const values = {
    nan: Number.NaN,
    minus: -0,
    big: 2n ** 60n,
    list: [1, Number.POSITIVE_INFINITY],
    no: undefined,
  };
  for (const [key, value] of Object.entries(values)) span.setAttribute(key, value);
  const told = spanMessages().slice(1);
  expect(Object.assign({}, ...told.map((message) => message.new.attributes))).toEqual(values);
});

it('tells each change at once, once, as the SDK took it', () => {
  const span = createTracer().startSpan('a');
  span.setAttributes({ x: 1, y: 'two', '': 3 });
  span.setAttribute('', 4);
  span.end();
  expect(messages).toEqual([
    {
      op: 'start',
      key: 1,
      weight: 1,
      origin: {
        traceId: 't',
        spanId: 's',
        kind: 0,
        start: [1, 0],
        scope: { name: '', version: '' },
        thread: { id: 0, name: 'main' },
        call: { file: import.meta.filename, line: expect.any(Number) },
      },
      new: { name: 'a', attributes: {} },
    },
    { op: 'change', key: 1, weight: 11, new: { attributes: { x: 1, y: 'two' } } },
    { op: 'end', key: 1, weight: 0, end: [2, 0], new: {} },
  ]);
});

it('hears nothing of spans that do not record, and of what comes after the end', () => {
  const tracer = createTracer();
  tracer.startSpan('off', false).setAttribute('x', 1);
  const span = tracer.startSpan('on');
  span.end();
  span.setAttribute('late', 1);
  span.end();
  expect(ops()).toEqual(['start', 'end']);
});

it('lets no more wait than it may, and tells at the end what was lost', () => {
  const tracer = createTracer();
  const [first] = Array.from({ length: 5000 }, (_, n) => tracer.startSpan(`${n}`));
  const lost = tracer.startSpan('lost');
  first?.setAttribute('x', 1);
  expect(messages).toHaveLength(5000);
  Atomics.add(shared, slot.taken, 5000);
  lost.setAttribute('y', 2);
  expect(messages).toHaveLength(5000);
  lost.end();
  first?.end();
  expect(spanMessages().slice(5000)).toMatchObject([
    { op: 'end', origin: { spanId: 's' }, new: { name: 'lost', attributes: { y: 2 } } },
    { op: 'end', origin: { spanId: 's' }, new: { name: '0', attributes: { x: 1 } } },
  ]);
});

it('counts texts that wait, also where the count wraps around', () => {
  const tracer = createTracer();
  const big = { text: 'x'.repeat(60_000) };
  const span = tracer.startSpan('a');
  for (let n = 0; n < 40_000; n++) {
    span.setAttributes(big);
    Atomics.add(shared, slot.taken, 1);
    Atomics.add(shared, slot.takenWeight, 60_000);
  }
  expect(messages).toHaveLength(40_001);
  for (let n = 0; n < 400; n++) span.setAttributes(big);
  expect(messages).toHaveLength(40_001 + Math.floor((16 << 20) / 60_000));
});

it('tells all of a span that the sender has forgotten', () => {
  const span = createTracer().startSpan('a');
  span.setAttribute('x', 1);
  Atomics.store(shared, slot.forgotten, 1);
  span.end();
  expect(messages.at(-1)).toMatchObject({
    op: 'end',
    origin: { spanId: 's' },
    new: { attributes: { x: 1 } },
  });
});

it('waits at the end for the sender, in all no longer than it may', () => {
  const tracer = createTracer();
  onPost = ({ op }) => void (op === 'flush' && Atomics.add(shared, slot.flushed, 1));
  const span = tracer.startSpan('a');
  teller.flush();
  // By an exit listener that runs after ours.
  span.end();
  expect(ops()).toEqual(['start', 'flush', 'end', 'flush']);
  onPost = () => undefined;
  teller.flush();
  expect(clock).toBeLessThan(1000);
});

it('does not wait where the receiver is away, and tells nothing where the thread is gone', () => {
  const tracer = createTracer();
  tracer.startSpan('a');
  Atomics.store(shared, slot.state, state.away);
  teller.flush();
  expect(ops()).toEqual(['start', 'flush']);
  Atomics.store(shared, slot.state, state.gone);
  tracer.startSpan('b').end();
  expect(ops()).toEqual(['start', 'flush']);
});

it('says once of a program that its sampler keeps few traces, while none has begun', () => {
  const sampler = {
    toString: () => 'ParentBased{root=TraceIdRatioBased{0.1}, remoteParentSampled=AlwaysOnSampler}',
  };
  const tracer = createTracer(sampler);
  tracer.startSpan('a', false);
  tracer.startSpan('b', false);
  expect(messages).toEqual([{ op: 'silent', ratio: 0.1, setting: null }]);
});

it('says nothing of sampling where spans have begun', () => {
  const tracer = createTracer({ toString: () => 'AlwaysOffSampler' });
  tracer.startSpan('a');
  tracer.startSpan('b', false);
  expect(ops()).toEqual(['start']);
});
