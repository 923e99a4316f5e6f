import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { GeneratedSpan } from './llmTraces.ts';

export interface RequestBody {
  readonly body: Uint8Array;
  readonly spans: number;
}

/** The spans of many traces as request bodies of `spansPerBody`. */
export function* generateBodies(
  traces: Iterable<readonly GeneratedSpan[]>,
  spansPerBody = 512,
): Generator<RequestBody> {
  let pending: GeneratedSpan[] = [];
  for (const spans of traces) {
    pending.push(...spans);
    while (pending.length >= spansPerBody) {
      const batch = pending.slice(0, spansPerBody);
      pending = pending.slice(spansPerBody);
      yield requestBody(batch);
    }
  }
  if (pending.length > 0) yield requestBody(pending);
}

function requestBody(spans: readonly GeneratedSpan[]): RequestBody {
  return { body: encodeRequest(spans), spans: spans.length };
}

/** An OTLP `ExportTraceServiceRequest` (field numbers: opentelemetry-proto 1.x). */
export function encodeRequest(spans: readonly GeneratedSpan[]): Uint8Array {
  const writer = new BinaryWriter();
  nested(writer, 1, () => {
    nested(writer, 1, () => {
      keyValue(writer, 1, 'service.name', 'load-app');
      keyValue(writer, 1, 'telemetry.sdk.language', 'python');
    });
    nested(writer, 2, () => {
      nested(writer, 1, () => writer.tag(1, WireType.LengthDelimited).string('load-gen'));
      for (const span of spans) nested(writer, 2, () => spanFields(writer, span));
    });
  });
  return writer.finish();
}

function spanFields(writer: BinaryWriter, span: GeneratedSpan): void {
  writer.tag(1, WireType.LengthDelimited).bytes(Buffer.from(span.traceId, 'hex'));
  writer.tag(2, WireType.LengthDelimited).bytes(Buffer.from(span.spanId, 'hex'));
  if (span.parentId) writer.tag(4, WireType.LengthDelimited).bytes(Buffer.from(span.parentId, 'hex'));
  writer.tag(5, WireType.LengthDelimited).string(span.name);
  writer.tag(6, WireType.Varint).uint32(1);
  writer.tag(7, WireType.Bit64).fixed64(span.startNs);
  writer.tag(8, WireType.Bit64).fixed64(span.endNs);
  for (const [key, value] of Object.entries(span.attributes)) keyValue(writer, 9, key, value);
  const { error } = span;
  if (error !== undefined) {
    nested(writer, 11, () => {
      writer.tag(1, WireType.Bit64).fixed64(span.endNs);
      writer.tag(2, WireType.LengthDelimited).string('exception');
      keyValue(writer, 3, 'exception.type', 'ValueError');
      keyValue(writer, 3, 'exception.message', error);
    });
  }
  nested(writer, 15, () => {
    if (error !== undefined) writer.tag(2, WireType.LengthDelimited).string(error);
    writer.tag(3, WireType.Varint).uint32(error === undefined ? 1 : 2);
  });
}

function keyValue(writer: BinaryWriter, field: number, key: string, value: string | number): void {
  nested(writer, field, () => {
    writer.tag(1, WireType.LengthDelimited).string(key);
    nested(writer, 2, () => {
      if (typeof value === 'string') writer.tag(1, WireType.LengthDelimited).string(value);
      else if (Number.isInteger(value)) writer.tag(3, WireType.Varint).int64(value);
      else writer.tag(4, WireType.Bit64).double(value);
    });
  });
}

function nested(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}
