import { type ReadonlySignal, signal } from '@preact/signals';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { Ask } from '../../protocol/messages/requests.ts';
import type { TraceId } from '../../protocol/model/span.ts';

/** What a user does with runs and traces to keep them; the list hears of it by the server's delta. */
export interface RunActions {
  /** Of the last one, where it failed. */
  readonly error: ReadonlySignal<string | undefined>;
  rename(runId: string, name: string): void;
  pinRun(runId: string, pinned: boolean): void;
  pinTrace(traceId: TraceId, pinned: boolean): void;
}

export function createRunActions(ask: Ask): RunActions {
  const error = signal<string | undefined>(undefined);
  const told = (work: Promise<unknown>): void => {
    error.value = undefined;
    work.catch((reason: unknown) => {
      error.value = messageOf(reason);
    });
  };
  return {
    error,
    rename: (runId, name) => told(ask('renameRun', { runId, name })),
    pinRun: (runId, pinned) => told(ask('pinRun', { runId, pinned })),
    pinTrace: (traceId, pinned) => told(ask('pinTrace', { traceId, pinned })),
  };
}
