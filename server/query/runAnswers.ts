import * as v from 'valibot';
import { type ParamsOf, RequestError, type ResultOf } from '../../protocol/messages/requests.ts';
import type { RunRow } from '../../protocol/messages/rows.ts';
import type { Changes, TraceStore } from '../store/store.ts';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));

interface Context {
  readonly store: TraceStore;
  readonly publish: (changes: Changes) => void;
}

type RunRequest = 'deleteRun' | 'renameRun' | 'pinRun' | 'pinTrace';
type RunAnswers = {
  readonly [N in RunRequest]: {
    readonly params: v.GenericSchema<unknown, ParamsOf<N>>;
    readonly answer: (params: ParamsOf<N>, context: Context) => ResultOf<N>;
  };
};

/** Runs, and what the user keeps. */
export const runAnswers: RunAnswers = {
  deleteRun: {
    params: v.object({ runId: id }),
    answer: ({ runId }, { store, publish }) => {
      const changes = store.remove({ runId });
      publish(changes);
      return { deleted: changes.removed.length };
    },
  },
  renameRun: {
    params: v.object({ runId: id, name: v.pipe(v.string(), v.maxLength(200)) }),
    answer: ({ runId, name }, { store, publish }) => {
      runOf(store, runId);
      publish(store.renameRun(runId, name));
      return { run: runOf(store, runId) };
    },
  },
  pinRun: {
    params: v.object({ runId: id, pinned: v.boolean() }),
    answer: ({ runId, pinned }, { store, publish }) => {
      runOf(store, runId);
      publish(store.pinRun(runId, pinned));
      return { run: runOf(store, runId) };
    },
  },
  pinTrace: {
    params: v.object({ traceId: id, pinned: v.boolean() }),
    answer: ({ traceId, pinned }, { store, publish }) => {
      const known = store.resolveTraceId(traceId);
      if (known !== undefined) publish(store.pinTrace(known, pinned));
      const trace = known === undefined ? undefined : store.traceRow(known);
      if (trace === undefined) throw gone('trace');
      return { trace };
    },
  },
};

function runOf(store: TraceStore, runId: string): RunRow {
  const [run] = store.runs([runId]);
  if (run === undefined) throw gone('run');
  return run;
}

function gone(what: 'run' | 'trace'): RequestError {
  return new RequestError(
    'not-found',
    `This ${what} is not in the store any more. Reload the list of traces.`,
  );
}
