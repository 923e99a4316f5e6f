import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 100;

export interface PollOptions {
  /** What was awaited, for the error. */
  readonly what: string;
  readonly timeoutMs?: number;
}

/** Asks again until there is an answer; throws an Error that names what was awaited. */
export async function poll<T>(ask: () => Promise<T | undefined>, options: PollOptions): Promise<T> {
  const deadline = Date.now() + (options.timeoutMs ?? 20_000);
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Timed out waiting for ${options.what}`);
    await delay(pollMs);
  }
}
