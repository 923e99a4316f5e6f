import * as v from 'valibot';
import type { ProgramExit } from '../../protocol/messages/language.ts';

const exit = v.object({
  runId: v.exactOptional(v.pipe(v.string(), v.maxLength(100))),
  pid: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  exitCode: v.pipe(v.number(), v.integer()),
  sinceMs: v.exactOptional(v.number()),
});

/** Undefined: it cannot be read. */
export function readExit(params: unknown): ProgramExit | undefined {
  const read = v.safeParse(exit, params);
  return read.success ? read.output : undefined;
}
