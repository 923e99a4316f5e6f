import { setTimeout as delay } from 'node:timers/promises';
import { openConnection } from './connection.ts';
import { generateTraces, nowNs } from './llmTraces.ts';
import { generateBodies } from './otlpRequest.ts';

export interface BackgroundLoad {
  /** Spans a second that were accepted while it ran. Rejects when one body was not. */
  stop(): Promise<number>;
}

const spansPerTrace = 20;
const hourNs = 3_600_000_000_000n;
/** A minute's worth, encoded beforehand. */
const traceCount = 3000;

/**
 * So many spans a second on a connection of its own, in traces of twenty, evenly. They began an hour ago: lists
 * put them below what is measured beside them.
 */
export function startBackgroundLoad(url: string, spansPerSecond = 1000): BackgroundLoad {
  const bodyEveryMs = (1000 * spansPerTrace) / spansPerSecond;
  const bodies = [...generateBodies(generateTraces(traceCount, nowNs() - hourNs, 99), spansPerTrace)];
  const connection = openConnection(url);
  const startMs = performance.now();
  let stopped = false;
  const send = async (): Promise<number> => {
    let sent = 0;
    while (!stopped) {
      const body = bodies[sent % bodies.length];
      if (body) await connection.sendSpans(body.body);
      sent += 1;
      await delay(Math.max(0, startMs + sent * bodyEveryMs - performance.now()));
    }
    return (sent * spansPerTrace * 1000) / (performance.now() - startMs);
  };
  const running = send();
  // A failure is reported by stop().
  running.catch(() => undefined);
  return {
    async stop() {
      stopped = true;
      const rate = await running;
      connection.close();
      return rate;
    },
  };
}
