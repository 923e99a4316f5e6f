import { type ReadonlySignal, signal } from '@preact/signals';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { Ask } from '../../protocol/messages/requests.ts';

/** What was removed last, while it can be taken back. */
export interface Removed {
  readonly traces: number;
  /** All of this run; absent: all that is not pinned. */
  readonly runId?: string;
}

/** Removes at once and offers to take it back, rather than asking first. */
export interface Removal {
  readonly last: ReadonlySignal<Removed | undefined>;
  readonly error: ReadonlySignal<string | undefined>;
  clear(): Promise<void>;
  deleteRun(runId: string): Promise<void>;
  undo(): Promise<void>;
  /** Something else has happened since: what was removed stays so. */
  forget(): void;
}

export function createRemoval(ask: Ask): Removal {
  const last = signal<Removed | undefined>(undefined);
  const error = signal<string | undefined>(undefined);
  const done = async (work: () => Promise<Removed | undefined>): Promise<void> => {
    error.value = undefined;
    try {
      last.value = await work();
    } catch (reason) {
      error.value = messageOf(reason);
    }
  };
  return {
    last,
    error,
    clear: () =>
      done(async () => {
        const { deleted } = await ask('deleteTraces', { traceIds: 'all' });
        return deleted > 0 ? { traces: deleted } : undefined;
      }),
    deleteRun: (runId) => done(async () => ({ traces: (await ask('deleteRun', { runId })).deleted, runId })),
    undo: () =>
      done(async () => {
        const runId = last.peek()?.runId;
        await ask('restoreTraces', runId === undefined ? {} : { runId });
        return undefined;
      }),
    forget() {
      last.value = undefined;
    },
  };
}
