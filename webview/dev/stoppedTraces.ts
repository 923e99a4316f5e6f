/** Made-up traces for tests and the development page that do not go on: one waits, one's process was killed. */
import type { Verdict } from '../../protocol/messages/rows.ts';
import type { SpanStatus } from '../../protocol/model/span.ts';
import type { MemoryTrace } from '../host/memoryServer.ts';
import { nanos, span, trace } from './traceBuilder.ts';

/** What is different from trace to trace; times in milliseconds since the epoch. */
export interface StopPlan {
  readonly kind: Verdict['kind'];
  readonly at: number;
  readonly sinceMs: number;
  readonly name?: string;
  readonly file?: string;
}

/** An agent that stands in its tool, or whose process ended there. */
export function stoppedTrace(id: string, plan: StopPlan): MemoryTrace {
  const { kind, at, sinceMs, name = 'fetch_weather', file = 'app.py' } = plan;
  const spanId = `${id}3`;
  const status: SpanStatus = kind === 'waiting' ? 'running' : 'aborted';
  const ended = (from: number) => (kind === 'waiting' ? {} : { took: sinceMs - at - from });
  const place = { file: `/home/me/app/${file}`, line: 42 };
  const asked = 'Do I need an umbrella in Kanazawa tomorrow?';
  return trace(
    {
      traceId: `${id}-trace`,
      name: 'plan_day',
      status,
      at,
      ...ended(0),
      preview: asked,
      verdict: { kind, spanId, name, at: place, sinceNs: nanos(sinceMs) },
    },
    [
      span(at, {
        id: `${id}1`,
        name: 'plan_day',
        kind: 'AGENT',
        at: 0,
        ...ended(0),
        status,
        file: `${file}:12`,
        span: { inputs: { question: asked } },
      }),
      span(at, { id: `${id}2`, parent: `${id}1`, name: 'choose_tool', kind: 'LLM', at: 20, took: 900 }),
      span(at, {
        id: spanId,
        parent: `${id}1`,
        name,
        kind: 'TOOL',
        at: 940,
        ...ended(940),
        status,
        file: `${file}:38`,
        span: {
          inputs: { city: 'Kanazawa', day: 'tomorrow' },
          standsAt: { ...place, timeNs: nanos(sinceMs) },
        },
      }),
    ],
  );
}
