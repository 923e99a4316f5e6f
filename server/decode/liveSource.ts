import * as v from 'valibot';
import type { SourceCandidate } from '../../protocol/model/source.ts';
import type { SpawnPlace } from '../../protocol/model/span.ts';
import type { RawSpan } from './rawSpan.ts';

/** A line of code; `cell`: of a notebook, as its kernel calls it. */
export const placeSchema = v.object({
  file: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  line: v.pipe(v.number(), v.integer(), v.minValue(1)),
  function: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  cell: v.optional(v.object({ id: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(1000)))) })),
});

type Place = v.InferOutput<typeof placeSchema>;

/** The line that gave work to a thread; `first`: the line of the first decorator, or the `def`, of the function around it. */
export const spawnPlaceSchema = v.object({
  ...placeSchema.entries,
  first: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

export function spawnPlaceOf(place: v.InferOutput<typeof spawnPlaceSchema>): SpawnPlace {
  const { file, line, function: name } = placeOf(place);
  return {
    file,
    line,
    ...(name !== undefined && { function: name }),
    ...(name !== undefined && place.first ? { functionLine: place.first } : {}),
  };
}

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** `def`: the traced function, from its first decorator on; `call`: the nearest line of the user's code; `ran`: which text ran. */
export const codeSchema = v.object({
  def: v.optional(placeSchema),
  call: v.optional(placeSchema),
  ran: v.optional(
    v.object({
      hash,
      line: v.pipe(v.number(), v.integer(), v.minValue(1)),
      name: v.optional(v.pipe(v.string(), v.maxLength(1000))),
      file: v.optional(v.boolean()),
    }),
  ),
});

/** The helper tells at most 65,536 characters; some are two units. */
export const textSchema = v.object({ hash, text: v.pipe(v.string(), v.maxLength(131_072)) });

export function placeOf({ file, line, function: name, cell }: Place): SourceCandidate {
  return {
    file,
    line,
    ...(name !== undefined && name !== '<module>' ? { function: name.split('.').at(-1) ?? name } : {}),
    ...(cell?.id ? { cellId: cell.id } : {}),
    basis: 'recorded',
  };
}

/** The function is where a span is; without one (a `with` block) it is where it was entered. */
export function sourceOf({
  def,
  call,
  ran,
}: v.InferOutput<typeof codeSchema>): Pick<RawSpan, 'location' | 'callSite' | 'ran'> {
  const at = def ?? call;
  return {
    ...(at && { location: placeOf(at) }),
    ...(call && { callSite: { file: call.file, line: call.line } }),
    ...(ran && {
      ran: {
        hash: ran.hash,
        line: ran.line,
        ...(ran.name !== undefined && { name: ran.name }),
        ...(ran.file && { isFile: true as const }),
      },
    }),
  };
}
