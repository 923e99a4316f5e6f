import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openConnection } from '../lib/connection.ts';
import { generateTraces, nowNs } from '../lib/llmTraces.ts';
import type { Measurement, Part, RoundContext } from '../lib/measurement.ts';
import { encodeRequest } from '../lib/otlpRequest.ts';
import { memory } from '../lib/procfs.ts';
import { type StartReceiver, startBare, startSidetrace, withReceiver } from '../lib/receivers.ts';

const restMs = 2000;

export const start: Part = {
  name: 'start',
  title: 'Start of the receiver',
  method: 'From the start of the process until the first span was accepted; memory 2 s later.',
  rounds: 3,
  async measure(context) {
    const bare = await startOnce(startBare, context);
    const ours = await startOnce(startSidetrace, context);
    const figures: readonly Measurement[] = [
      {
        figure: 'start to first accepted span',
        unit: 'ms',
        value: ours.firstMs,
        reference: bare.firstMs,
        budget: { atMost: 300 },
      },
      {
        figure: 'idle memory',
        unit: 'MB',
        value: ours.idleMegabytes,
        reference: bare.idleMegabytes,
        budget: { atMost: 120 },
      },
    ];
    return figures;
  },
};

async function startOnce(startReceiver: StartReceiver, context: RoundContext) {
  const directory = await mkdtemp(join(context.directory, 'start-'));
  const body = encodeRequest([...generateTraces(1, nowNs())].flat().slice(0, 1));
  const startMs = performance.now();
  return withReceiver(startReceiver, directory, async ({ url, pid }) => {
    const connection = openConnection(url);
    await connection.sendSpans(body);
    const firstMs = performance.now() - startMs;
    connection.close();
    await delay(restMs);
    return { firstMs, idleMegabytes: memory(pid).now };
  });
}
