export interface BareSpan {
  traceId: string;
  spanId: string;
  parentId: string | null;
  name: string;
  startNs: bigint;
  endNs: bigint;
  readonly attributes: Record<string, unknown>;
}

/** Called with a field's number and its bytes' place, or its value where it is a varint. */
type OnField = (field: number, from: number, to: number) => void;

/** The fields of an OTLP trace request (opentelemetry-proto 1.x) that the reference stores; the rest is skipped. */
export function bareDecode(bytes: Buffer): readonly BareSpan[] {
  const spans: BareSpan[] = [];
  const inside =
    (wanted: number, next: (from: number, to: number) => void) =>
    (field: number, from: number, to: number) => {
      if (field === wanted) next(from, to);
    };
  const scopeSpans = inside(2, (from, to) => spans.push(spanOf(bytes, from, to)));
  const resourceSpans = inside(2, (from, to) => eachField(bytes, from, to, scopeSpans));
  eachField(
    bytes,
    0,
    bytes.length,
    inside(1, (from, to) => eachField(bytes, from, to, resourceSpans)),
  );
  return spans;
}

function spanOf(bytes: Buffer, start: number, end: number): BareSpan {
  const span: BareSpan = {
    traceId: '',
    spanId: '',
    parentId: null,
    name: '',
    startNs: 0n,
    endNs: 0n,
    attributes: {},
  };
  eachField(bytes, start, end, (field, from, to) => {
    if (field === 1) span.traceId = bytes.toString('hex', from, to);
    else if (field === 2) span.spanId = bytes.toString('hex', from, to);
    else if (field === 4) span.parentId = bytes.toString('hex', from, to);
    else if (field === 5) span.name = bytes.toString('utf8', from, to);
    else if (field === 7) span.startNs = bytes.readBigUInt64LE(from);
    else if (field === 8) span.endNs = bytes.readBigUInt64LE(from);
    else if (field === 9) addAttribute(span.attributes, bytes, from, to);
  });
  return span;
}

function addAttribute(into: Record<string, unknown>, bytes: Buffer, start: number, end: number): void {
  let key = '';
  let value: unknown = null;
  eachField(bytes, start, end, (field, from, to) => {
    if (field === 1) key = bytes.toString('utf8', from, to);
    else if (field === 2) value = anyValue(bytes, from, to);
  });
  into[key] = value;
}

function anyValue(bytes: Buffer, start: number, end: number): unknown {
  let value: unknown = null;
  eachField(bytes, start, end, (field, from, to) => {
    if (field === 1) value = bytes.toString('utf8', from, to);
    else if (field === 2) value = to !== 0;
    else if (field === 3) value = to;
    else if (field === 4) value = bytes.readDoubleLE(from);
  });
  return value;
}

function eachField(bytes: Buffer, start: number, end: number, onField: OnField): void {
  let at = start;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('The message ends in the middle');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < end) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) onField(tag >>> 3, at, varint());
    else {
      const length = wireType === 2 ? varint() : wireType === 1 ? 8 : 4;
      onField(tag >>> 3, at, at + length);
      at += length;
    }
  }
}
