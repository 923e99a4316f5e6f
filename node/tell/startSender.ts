import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SenderData } from '../between/messages.ts';
import { report } from '../between/report.ts';
import { createRing } from '../between/ring.ts';
import { Outbox } from './outbox.ts';
import type { SenderThread } from './teller.ts';

/** A thousand spans that are told quickly, or a sender that has a pause of some milliseconds. */
const ringBytes = 1 << 20;

/**
 * A thread that sends, so that it goes on while the program stands at a breakpoint or never comes to rest. It inherits nothing:
 * neither NODE_OPTIONS nor arguments, with which it would load the helper again, nor the loaders of the program.
 */
export function startSender(
  directory: string,
  data: Omit<SenderData, 'ring'>,
  onGone: () => void,
): SenderThread | undefined {
  const isLookedInto = Boolean(process.env.SIDETRACE_DEBUG);
  try {
    const ring = createRing(ringBytes);
    const worker = new Worker(
      `${readFileSync(join(directory, 'sender.cjs'), 'utf8')}\n//# sourceURL=node:sidetrace/sender`,
      {
        eval: true,
        name: 'sidetrace',
        workerData: { ...data, ring } satisfies SenderData,
        argv: [],
        execArgv: [],
        env: isLookedInto ? { SIDETRACE_DEBUG: '1' } : {},
        stdout: !isLookedInto,
        stderr: !isLookedInto,
        resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 },
      },
    );
    worker.on('error', (error) => {
      report(error);
      onGone();
    });
    worker.on('exit', onGone);
    // The program ends when it has nothing left to do, whatever is still to be sent.
    worker.unref();
    return new Outbox(ring, (posted) => worker.postMessage(posted));
  } catch (error) {
    // Node's permission model may forbid threads.
    report(error);
    return undefined;
  }
}
