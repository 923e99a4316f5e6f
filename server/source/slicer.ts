import { setImmediate } from 'node:timers/promises';

/** Lets other work have its turn in between, so that indexing never holds up an ingest or an answer. */
export interface Slicer {
  /** Awaited at every place where a pause is possible; pauses only once a slice is used up. */
  breathe(): Promise<void>;
}

const sliceMs = 8;

export function createSlicer(now: () => number = () => performance.now()): Slicer {
  let started = now();
  return {
    async breathe() {
      if (now() - started < sliceMs) return;
      await setImmediate();
      started = now();
    },
  };
}
