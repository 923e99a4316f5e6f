import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { lastNanos } from '../../protocol/base/time.ts';
import { InternTable } from './internTable.ts';
import type { NumberMask } from './numberMask.ts';
import { DecodeError } from './rawSpan.ts';

/**
 * Reads protobuf values of one request body. Every method names what it reads, for the error's text, and
 * `limit` is the end of the enclosing message, which no value may cross.
 */
export class OtlpCursor {
  readonly #reader: BinaryReader;
  readonly #buffer: Buffer;
  readonly #interned = new InternTable();
  /** Of the any-value that was read last. A field, not a result: this runs for every value, and few have one. */
  mask: NumberMask | undefined;

  constructor(body: Uint8Array) {
    this.#reader = new BinaryReader(body);
    this.#buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  }

  get position(): number {
    return this.#reader.pos;
  }

  get length(): number {
    return this.#reader.len;
  }

  /** Field number and wire type in one number: `number << 3 | wireType`. */
  tag(limit: number): number {
    const tag = this.#reader.uint32();
    if (tag >>> 3 === 0) this.fail('field number 0');
    this.#within(limit, 'tag');
    return tag;
  }

  skip(tag: number, limit: number): void {
    this.#reader.skip(tag & 7, tag >>> 3);
    this.#within(limit, 'unknown field');
  }

  /** Enters a nested message; gives its end. */
  message(tag: number, limit: number, what: string): number {
    this.#expect(tag, WireType.LengthDelimited, what);
    const length = this.#reader.uint32();
    const end = this.#reader.pos + length;
    if (end > limit) this.fail(`${what} is cut off: ${length} bytes announced`);
    return end;
  }

  text(tag: number, limit: number, what: string): string {
    const end = this.message(tag, limit, what);
    const start = this.#reader.pos;
    this.#reader.pos = end;
    return this.#interned.get(this.#buffer, start, end);
  }

  /** The hex of a byte string. */
  hex(tag: number, limit: number, what: string): string {
    return this.#bytes(tag, limit, what, 'hex');
  }

  base64(tag: number, limit: number, what: string): string {
    return this.#bytes(tag, limit, what, 'base64');
  }

  uint32(tag: number, limit: number, what: string): number {
    this.#expect(tag, WireType.Varint, what);
    const value = this.#reader.uint32();
    this.#within(limit, what);
    return value;
  }

  /** A signed 64-bit varint: a number where it is exact, else decimal text. */
  int64(tag: number, limit: number, what: string): number | string {
    this.#expect(tag, WireType.Varint, what);
    const start = this.#reader.pos;
    const low = this.#reader.uint32();
    let value: number | string = low;
    if (this.#reader.pos - start > 4) {
      this.#reader.pos = start;
      const wide = BigInt(this.#reader.int64());
      const near = Number(wide);
      value = Number.isSafeInteger(near) ? near : wide.toString();
    }
    this.#within(limit, what);
    return value;
  }

  /** JSON knows no NaN and no infinity: those become their names. */
  double(tag: number, limit: number, what: string): number | string {
    this.#expect(tag, WireType.Bit64, what);
    const value = this.#reader.double();
    this.#within(limit, what);
    return Number.isFinite(value) ? value : String(value);
  }

  /** A `fixed64` of nanoseconds as decimal text. */
  nanos(tag: number, limit: number, what: string): string {
    this.#expect(tag, WireType.Bit64, what);
    const value = BigInt(this.#reader.fixed64());
    this.#within(limit, what);
    if (value > lastNanos) this.fail(`${what} is beyond the year 2262`);
    return value.toString();
  }

  fail(problem: string): never {
    throw new DecodeError(`OTLP protobuf: ${problem} (at byte ${this.#reader.pos} of ${this.#reader.len})`);
  }

  #bytes(tag: number, limit: number, what: string, encoding: 'hex' | 'base64'): string {
    const end = this.message(tag, limit, what);
    const start = this.#reader.pos;
    this.#reader.pos = end;
    return this.#buffer.toString(encoding, start, end);
  }

  #expect(tag: number, wireType: number, what: string): void {
    if ((tag & 7) !== wireType) this.fail(`${what} has wire type ${tag & 7}, expected ${wireType}`);
  }

  #within(limit: number, what: string): void {
    if (this.#reader.pos > limit) this.fail(`${what} runs over the end of its message`);
  }
}
