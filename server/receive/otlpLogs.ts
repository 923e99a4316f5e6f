import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { isJsonObject } from '../../protocol/base/json.ts';
import { DecodeError } from '../decode/rawSpan.ts';

/** From ExportLogsServiceRequest down: resource_logs = 1, scope_logs = 2, log_records = 2 (logs.proto). */
const fields = [1, 2, 2] as const;
const names = ['resourceLogs', 'scopeLogs', 'logRecords'] as const;

/** How many log records a request carries; protobuf bytes or parsed JSON. Throws `DecodeError`. */
export function countLogRecords(body: unknown): number {
  if (!(body instanceof Uint8Array)) return countInJson(body, 0);
  try {
    return countInProtobuf(body, 0);
  } catch (error) {
    throw new DecodeError(`The body is not an OTLP logs request: ${(error as Error).message}`);
  }
}

function countInProtobuf(bytes: Uint8Array, depth: number): number {
  const wanted = fields[depth];
  if (wanted === undefined) return 1;
  const reader = new BinaryReader(bytes);
  let count = 0;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === wanted && wireType === WireType.LengthDelimited) {
      count += countInProtobuf(reader.bytes(), depth + 1);
    } else reader.skip(wireType, field);
  }
  return count;
}

function countInJson(value: unknown, depth: number): number {
  const name = names[depth];
  if (name === undefined) return 1;
  if (!isJsonObject(value))
    throw new DecodeError('The body is not an OTLP logs request: an object was expected.');
  const items = value[name] ?? [];
  if (!Array.isArray(items)) throw new DecodeError(`${name} is not a list.`);
  return items.reduce<number>((sum, item) => sum + countInJson(item, depth + 1), 0);
}

/** ExportLogsServiceResponse { partial_success = 1 { rejected_log_records = 1, error_message = 2 } }. */
export function encodeLogsPartialSuccess(rejected: number, message: string): Uint8Array {
  const writer = new BinaryWriter();
  writer.uint32(10).fork().uint32(8).int64(rejected).uint32(18).string(message).join();
  return writer.finish();
}
