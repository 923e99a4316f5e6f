import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../../protocol/base/json.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { SpanRef, SpawnedFrom, StandsAt } from '../../protocol/model/span.ts';
import { spanIdFrom, traceIdFrom } from './ids.ts';
import { JsonCursor, nanosField } from './jsonCursor.ts';
import { type Hello, helloSchema, resourceOf } from './liveHello.ts';
import {
  codeSchema,
  placeOf,
  placeSchema,
  sourceOf,
  spawnPlaceOf,
  spawnPlaceSchema,
  textSchema,
} from './liveSource.ts';
import { unquotedMlflow } from './mlflowQuoted.ts';
import { spanFrom } from './otlpJson.ts';
import { type CodeText, DecodeError, type RawSpan } from './rawSpan.ts';

/** What one body of `POST /live/v1` says. Lines that cannot be read are in `errors`; the others count. */
export interface LiveBody {
  readonly hello: Hello;
  readonly spans: readonly RawSpan[];
  readonly samples: readonly Sample[];
  /** With the lines on which they stand; whether a hash is its text's is not looked at. */
  readonly texts: readonly (CodeText & { readonly line: number })[];
  /** So many spans have ended of which it could not tell. */
  readonly dropped: number;
  /** The program's SDK samples out what it asked for, or is switched off, and it has made no span. */
  readonly silent?: Silence;
  /** The process says that it ends. */
  readonly bye: boolean;
  readonly errors: readonly LineError[];
}

/** Where a running span's thread stands. */
export interface Sample extends SpanRef {
  readonly standsAt: StandsAt;
}

export interface LineError {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

const maxLineBytes = 16 * 1024 * 1024;
const newline = 10;

/**
 * NDJSON of records `{op: …}`: `hello` first, then `start`, `update`, `end` (an OTLP/JSON span each), `sample`,
 * `text`, `dropped`, `silent`, `bye`.
 * Which of the three it is does not matter: every one is laid over what is known of its span.
 * @throws DecodeError when the first line is no `hello`; nothing else
 */
export function decodeLiveBody(body: Uint8Array): LiveBody {
  const lines = linesOf(body);
  const hello = readHello(lines.next());
  const resources = new ResourceOfSetting(hello);
  const spans: RawSpan[] = [];
  const samples: Sample[] = [];
  const texts: (CodeText & { readonly line: number })[] = [];
  const errors: LineError[] = [];
  let bye = false;
  let dropped = 0;
  let silent: Silence | undefined;
  for (const { line, bytes } of lines) {
    try {
      const record = recordOf(bytes);
      if (record.op === 'bye') bye = true;
      else if (record.op === 'dropped') dropped += checkedBy(droppedSchema, record).spans;
      else if (record.op === 'text') texts.push({ ...checkedBy(textSchema, record), line });
      else if (record.op === 'silent') silent = checkedBy(silentSchema, record);
      else if (record.op === 'sample') samples.push(readSample(record));
      else if (isSpanOp(record.op)) spans.push(readSpan(record, resources));
      else throw new DecodeError(`there is no op ${JSON.stringify(record.op ?? null).slice(0, 50)}`);
    } catch (error) {
      errors.push({ line, message: messageOf(error) });
    }
  }
  return { hello, spans, samples, texts, dropped, ...(silent && { silent }), bye, errors };
}

interface Line {
  readonly line: number;
  readonly bytes: Uint8Array;
}

/** Without blank ones. */
function* linesOf(body: Uint8Array): Generator<Line, undefined> {
  for (let start = 0, line = 1; start < body.length; line += 1) {
    const found = body.indexOf(newline, start);
    const end = found < 0 ? body.length : found;
    const bytes = body.subarray(start, end);
    start = end + 1;
    if (bytes.some((byte) => byte > 32)) yield { line, bytes };
  }
  return undefined;
}

function readHello({ value }: IteratorResult<Line, undefined>): Hello {
  if (value === undefined) throw new DecodeError('live records: the body is empty');
  const checked = v.safeParse(helloSchema, recordOf(value.bytes));
  if (checked.success) return checked.output;
  const issue = checked.issues[0];
  throw new DecodeError(
    `live records: line ${value.line} is no hello: ${v.getDotPath(issue) ?? 'op'}: ${issue.message}`,
  );
}

function recordOf(bytes: Uint8Array): JsonObject {
  if (bytes.length > maxLineBytes) throw new DecodeError(`longer than ${maxLineBytes >> 20} MB`);
  const text = new TextDecoder().decode(bytes);
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    throw new DecodeError(`not JSON: ${messageOf(error)}`);
  }
  if (!isJsonObject(record)) throw new DecodeError('expected an object');
  return record;
}

function isSpanOp(op: unknown): boolean {
  return op === 'start' || op === 'update' || op === 'end';
}

const shortText = v.pipe(v.string(), v.maxLength(1000));
const originSchema = v.object({
  scope: v.optional(v.object({ name: v.optional(v.string(), ''), version: v.optional(v.string(), '') })),
  thread: v.optional(v.object({ id: v.optional(v.number()), name: v.optional(v.nullable(v.string())) })),
  spawnedFrom: v.optional(
    v.object({
      traceId: v.string(),
      spanId: v.string(),
      by: v.optional(v.pipe(v.string(), v.maxLength(100))),
      at: v.optional(spawnPlaceSchema),
    }),
  ),
  code: v.optional(codeSchema),
  /** Of a root: the execution of a notebook's cell, the test. */
  cell: v.optional(v.object({ number: v.number(), notebook: v.optional(v.nullable(shortText)) })),
  test: v.optional(v.nullable(shortText)),
});

type Spawner = NonNullable<v.InferOutput<typeof originSchema>['spawnedFrom']>;

/** One object for all spans of a setting: the store knows a resource again by it. */
class ResourceOfSetting {
  readonly #hello: Hello;
  readonly #known = new Map<string, JsonObject>();

  constructor(hello: Hello) {
    this.#hello = hello;
  }

  of({ cell, test }: Pick<v.InferOutput<typeof originSchema>, 'cell' | 'test'>): JsonObject {
    const key = `${cell?.number ?? ''} ${test ?? ''}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = resourceOf(this.#hello, {
      ...(cell && { cell: { number: cell.number, ...(cell.notebook ? { notebook: cell.notebook } : {}) } }),
      ...(test ? { test } : {}),
    });
    this.#known.set(key, made);
    return made;
  }
}

function readSpan(record: JsonObject, resources: ResourceOfSetting): RawSpan {
  const cursor = new JsonCursor('live record');
  const origin = checkedBy(originSchema, record);
  const { name = '', version = '' } = origin.scope ?? {};
  const around = {
    scope: { name, ...(version !== '' && { version }) },
    resource: resources.of(origin),
    door: 'live' as const,
  };
  const span = cursor.in('span', () => {
    const read = spanFrom(cursor, cursor.object(record.span), around);
    return read.startNs === '0' ? cursor.fail('startTimeUnixNano is missing') : read;
  });
  const thread = { ...origin.thread };
  const { spawnedFrom } = origin;
  return {
    ...span,
    ...unquotedMlflow(span),
    ...(origin.thread && {
      thread: {
        ...(thread.id === undefined ? {} : { id: thread.id }),
        ...(thread.name ? { name: thread.name } : {}),
      },
    }),
    ...(spawnedFrom && { spawnedFrom: readSpawner(spawnedFrom) }),
    ...(origin.code && sourceOf(origin.code)),
    ...(span.endNs === undefined ? { aborted: false } : {}),
  };
}

function readSpawner({ traceId, spanId, by, at }: Spawner): SpawnedFrom {
  return {
    traceId: traceIdFrom(traceId),
    spanId: spanIdFrom(spanId),
    ...(by ? { by } : {}),
    ...(at && { at: spawnPlaceOf(at) }),
  };
}

const silentSchema = v.union([
  v.object({
    ratio: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    setting: v.nullable(v.picklist(['OTEL_TRACES_SAMPLER'])),
  }),
  v.object({ by: v.literal('OTEL_SDK_DISABLED') }),
]);

export type Silence = v.InferOutput<typeof silentSchema>;

const droppedSchema = v.object({ spans: v.pipe(v.number(), v.integer(), v.minValue(0)) });

const sampleSchema = v.object({ traceId: v.string(), spanId: v.string(), at: placeSchema });

function readSample(record: JsonObject): Sample {
  const { traceId, spanId, at } = checkedBy(sampleSchema, record);
  const { file, line, function: name, cellId } = placeOf(at);
  const timeNs = nanosField(new JsonCursor('live record'), record.timeUnixNano);
  const standsAt = {
    file,
    line,
    ...(name !== undefined && { function: name }),
    ...(cellId !== undefined && { cellId }),
    timeNs,
  };
  return { traceId: traceIdFrom(traceId), spanId: spanIdFrom(spanId), standsAt };
}

function checkedBy<T>(schema: v.GenericSchema<unknown, T>, record: JsonObject): T {
  const checked = v.safeParse(schema, record);
  if (checked.success) return checked.output;
  const issue = checked.issues[0];
  throw new DecodeError(`${v.getDotPath(issue) ?? 'record'}: ${issue.message}`);
}
