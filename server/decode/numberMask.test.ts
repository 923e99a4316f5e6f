import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { expect, it } from 'vitest';
import { readKeyValue } from './anyValue.ts';
import { attributesFrom } from './anyValueJson.ts';
import { JsonCursor } from './jsonCursor.ts';
import type { AttributesDraft } from './numberMask.ts';
import { OtlpCursor } from './otlpCursor.ts';

type Write = (writer: BinaryWriter) => void;

const message =
  (field: number, ...parts: readonly Write[]): Write =>
  (writer) => {
    writer.tag(field, WireType.LengthDelimited).fork();
    for (const part of parts) part(writer);
    writer.join();
  };
const text = (field: number, value: string): Write => {
  return (writer) => void writer.tag(field, WireType.LengthDelimited).string(value);
};
const int = (value: string): Write => {
  return (writer) => void writer.tag(3, WireType.Varint).int64(value);
};
const double = (value: number): Write => {
  return (writer) => void writer.tag(4, WireType.Bit64).double(value);
};
const list = (...items: readonly Write[]): Write => message(5, ...items.map((item) => message(1, item)));
const entry = (key: string, value: Write): Write => message(1, text(1, key), message(2, value));
const map = (...entries: readonly Write[]): Write => message(6, ...entries);

/** Attributes as entries of a map. */
function read(...entries: readonly Write[]): AttributesDraft {
  const draft: AttributesDraft = { attributes: {}, numbers: undefined };
  const writer = new BinaryWriter();
  for (const write of entries) write(writer);
  const body = writer.finish();
  const cursor = new OtlpCursor(body);
  while (cursor.position < body.length) {
    readKeyValue(cursor, cursor.message(cursor.tag(body.length), body.length, 'entry'), draft, 0);
  }
  return draft;
}

const long = '9007199254740993';

it('protobuf: notes doubles that are whole, and texts that are numbers', () => {
  const { attributes, numbers } = read(
    entry('plain', map(entry('a', int('1')), entry('b', double(0.5)), entry('c', text(1, long)))),
    entry('long', int(long)),
    entry('whole', double(1)),
    entry('nan', double(Number.NaN)),
    entry('huge', double(1e300)),
    entry('deep', map(entry('list', list(int('1'), double(1), list(int(long)))), entry('x', int('2')))),
    entry('vector', list(double(0), double(1))),
    entry('matrix', list(list(double(0)), list(double(1), double(2)))),
    entry('mixed', list(double(0), double(0.5))),
  );
  expect(attributes).toEqual({
    plain: { a: 1, b: 0.5, c: long },
    long,
    whole: 1,
    nan: 'NaN',
    huge: 1e300,
    deep: { list: [1, 1, [long]], x: 2 },
    vector: [0, 1],
    matrix: [[0], [1, 2]],
    mixed: [0, 0.5],
  });
  expect(numbers).toEqual({
    long: 1,
    whole: 1,
    nan: 1,
    deep: { list: { 1: 1, 2: 1 } },
    vector: 1,
    matrix: 1,
    mixed: { 0: 1 },
  });
});

it('protobuf: notes nothing where there is nothing', () => {
  expect(
    read(entry('a', int('1')), entry('b', list(double(0.5))), entry('c', map())).numbers,
  ).toBeUndefined();
});

it('protobuf: the last of equal keys and of several values wins, with its mask or without', () => {
  expect(read(entry('k', int(long)), entry('k', text(1, 'x'))).numbers).toEqual({});
  expect(read(entry('k', text(1, 'x')), entry('k', int(long))).numbers).toEqual({ k: 1 });
  expect(read(message(1, text(1, 'k'), message(2, int(long), text(1, 'x')))).numbers).toBeUndefined();
  expect(read(message(1, text(1, 'k'), message(2, text(1, 'x'), double(1)))).numbers).toEqual({ k: 1 });
  expect(read(message(1, text(1, 'k'), message(2, double(1), text(99, 'unknown')))).numbers).toEqual({
    k: 1,
  });
  expect(read(message(1, message(2, double(1)), text(1, 'key behind'))).numbers).toEqual({ 'key behind': 1 });
});

it('takes keys named like members of Object.prototype as data', () => {
  const { numbers } = read(entry('__proto__', map(entry('constructor', double(1)))));
  expect(JSON.stringify(numbers)).toBe('{"__proto__":{"constructor":1}}');
});

it('JSON: the same, in both spellings of int64', () => {
  const whole = { doubleValue: 1 };
  const { attributes, numbers } = attributesFrom(new JsonCursor('test'), [
    { key: 'plain', value: { arrayValue: { values: [{ intValue: '1' }, { stringValue: long }] } } },
    { key: 'long', value: { intValue: long } },
    { key: 'nan', value: { doubleValue: 'NaN' } },
    { key: 'vector', value: { arrayValue: { values: [whole, whole] } } },
    {
      key: 'map',
      value: {
        kvlistValue: {
          values: [
            { key: 'a', value: whole },
            { key: 'b', value: {} },
          ],
        },
      },
    },
    { key: 'overwritten', value: whole },
    { key: 'overwritten', value: { intValue: 1 } },
  ]);
  expect(attributes).toEqual({
    plain: [1, long],
    long,
    nan: 'NaN',
    vector: [1, 1],
    map: { a: 1, b: null },
    overwritten: 1,
  });
  expect(numbers).toEqual({ long: 1, nan: 1, vector: 1, map: { a: 1 } });
});
