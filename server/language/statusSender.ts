import type { Disposable } from '../../protocol/base/disposable.ts';
import type { Notice, ServerStatus } from '../../protocol/messages/status.ts';
import type { Timer } from '../publish/deltaBus.ts';

/** Tells the client the status; changes of the count alone at most once a second, the last one always. */
export interface StatusSender extends Disposable {
  set(status: ServerStatus): void;
  setTraceCount(traceCount: number): void;
  /** At once, where the server listens. */
  setNotices(notices: readonly Notice[]): void;
}

const countEveryMs = 1_000;

export function createStatusSender(send: (status: ServerStatus) => void, timer: Timer): StatusSender {
  let status: ServerStatus = { state: 'starting' };
  let pending: Disposable | undefined;
  let stale = false;

  const wait = (): void => {
    pending = timer.after(countEveryMs, () => {
      pending = undefined;
      if (stale) sendNow();
    });
  };
  const sendNow = (): void => {
    stale = false;
    send(status);
    pending?.dispose();
    wait();
  };

  return {
    set(next) {
      status = next;
      sendNow();
    },
    setTraceCount(traceCount) {
      if (status.state !== 'listening' || status.traceCount === traceCount) return;
      status = { ...status, traceCount };
      if (pending) stale = true;
      else sendNow();
    },
    setNotices(notices) {
      if (status.state !== 'listening') return;
      status = { ...status, notices };
      sendNow();
    },
    dispose: () => pending?.dispose(),
  };
}
