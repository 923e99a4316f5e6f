import { messageOf } from '../../protocol/base/messageOf.ts';
import { RequestError } from '../../protocol/messages/requests.ts';

/**
 * Runs `step` while it has work, one at a time: what arrives meanwhile is picked up by the next step, so that a slow
 * server is asked less often rather than more. `step` says whether it did anything. A failed step ends the run;
 * the next `wake` tries again.
 */
export interface Loop {
  wake(): void;
}

export function createLoop(step: () => Promise<boolean>, onError: (message: string) => void): Loop {
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    try {
      while (await step());
    } catch (error) {
      if (!RequestError.is(error, 'cancelled')) onError(messageOf(error));
    } finally {
      running = false;
    }
  };
  return {
    wake() {
      if (!running) void run();
    },
  };
}
