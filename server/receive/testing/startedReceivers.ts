import { afterEach } from 'vitest';
import type { Route } from '../http.ts';
import { type Receiver, type ReceiverOptions, startReceiver } from '../server.ts';

export interface StartedReceivers {
  start(routes: readonly Route[], options?: Partial<ReceiverOptions>): Promise<Receiver>;
  /** What they have logged in this test. */
  readonly logged: readonly string[];
}

/** Receivers on ports of their own; closed after each test. */
export function useReceivers(): StartedReceivers {
  const started: Receiver[] = [];
  const logged: string[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((receiver) => receiver.close()));
    logged.length = 0;
  });
  return {
    logged,
    async start(routes, options = {}) {
      const log = (line: string) => void logged.push(line);
      const receiver = await startReceiver({ routes, port: 0, log, ...options });
      started.push(receiver);
      return receiver;
    },
  };
}
