import type { Timer } from './publish/deltaBus.ts';

/** Node's own. Never keeps the process alive: a server ends with its sockets. */
export const nodeTimer: Timer = {
  now: () => performance.now(),
  after(ms, work) {
    const handle = setTimeout(work, ms).unref();
    return { dispose: () => clearTimeout(handle) };
  },
};
