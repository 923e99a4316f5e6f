import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBackgroundLoad } from '../lib/backgroundLoad.ts';
import { openConnection, untilReadable } from '../lib/connection.ts';
import { generateTraces, nowNs } from '../lib/llmTraces.ts';
import type { Measurement, Part, RoundContext } from '../lib/measurement.ts';
import { encodeRequest } from '../lib/otlpRequest.ts';
import { type StartReceiver, startBare, startSidetrace, withReceiver } from '../lib/receivers.ts';
import { percentile } from '../lib/stats.ts';

const samples = 100;
const pauseMs = 25;

export const readable: Part = {
  name: 'readable',
  title: 'Sent to readable over the API',
  method: `A trace of one span is sent and then asked for until it is there: the time from the first byte sent, so that accepting it is within. ${samples} samples a round.`,
  rounds: 3,
  async measure(context) {
    const all: Measurement[] = [];
    for (const loaded of [false, true]) {
      const bare = await sampleAll(startBare, context, loaded);
      const ours = await sampleAll(startSidetrace, context, loaded);
      const figure = (share: number): Measurement => ({
        figure: `p${share * 100}, ${loaded ? 'under 1,000 spans/s' : 'idle'}`,
        unit: 'ms',
        value: percentile(ours, share),
        reference: percentile(bare, share),
        ...(share === 0.95 && { budget: { atMost: 15 } }),
      });
      all.push(figure(0.5), figure(0.95));
    }
    return all;
  },
};

async function sampleAll(start: StartReceiver, context: RoundContext, loaded: boolean) {
  const directory = await mkdtemp(join(context.directory, 'readable-'));
  return withReceiver(start, directory, async ({ url }) => {
    const load = loaded ? startBackgroundLoad(url) : undefined;
    const connection = openConnection(url);
    const took: number[] = [];
    for (const [span] of generateTraces(samples, nowNs())) {
      if (!span) continue;
      const body = encodeRequest([span]);
      const startMs = performance.now();
      await connection.sendSpans(body);
      await untilReadable(connection, span.traceId, 1);
      took.push(performance.now() - startMs);
      await delay(pauseMs);
    }
    await load?.stop();
    connection.close();
    return took;
  });
}
