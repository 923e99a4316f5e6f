import type { ServerResponse } from 'node:http';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { Delta } from '../../protocol/messages/delta.ts';
import type { Position } from '../../protocol/messages/requests.ts';
import type { Engine } from '../engine.ts';
import type { HttpResponse, Route } from './http.ts';

export interface EventOptions {
  readonly heartbeatMs: number;
  /** What may wait for a reader before it is dropped. */
  readonly maxWaitingBytes: number;
}

export const defaultEventOptions: EventOptions = { heartbeatMs: 15_000, maxWaitingBytes: 1024 * 1024 };

/**
 * `GET /api/events`: server-sent events. `event: delta` carries a `Delta`, its id is `generation:seq`. A reader
 * whose `Last-Event-ID` is not the current position (or that has none) gets `event: resync` with the current
 * `Position` first and reads everything anew.
 */
export function eventRoutes(
  engine: Pick<Engine, 'onDelta' | 'position'>,
  options: EventOptions,
): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/events',
      access: 'user',
      handler: ({ headers }): HttpResponse => ({
        status: 200,
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
        stream: (response) => {
          const last = headers['last-event-id']?.toString();
          const subscription = streamDeltas(engine, response, last, options);
          response.once('close', () => subscription.dispose());
        },
      }),
    },
  ];
}

function streamDeltas(
  engine: Pick<Engine, 'onDelta' | 'position'>,
  response: ServerResponse,
  lastEventId: string | undefined,
  { heartbeatMs, maxWaitingBytes }: EventOptions,
): Disposable {
  const store = new DisposableStore();
  const write = (text: string): void => {
    if (response.writableEnded || response.destroyed) return;
    response.write(text);
    // The reader comes back by itself and is told to read anew: cheaper than a queue without end.
    if (response.writableLength > maxWaitingBytes) response.destroy();
  };
  const position = engine.position();
  // The first bytes at once: a reader without anything to read knows that it is connected.
  write(idOf(position) === lastEventId ? ': connected\n\n' : eventText('resync', position, position));
  store.register(engine.onDelta((delta: Delta) => write(eventText('delta', delta, delta))));
  const heartbeat = setInterval(() => write(': alive\n\n'), heartbeatMs);
  store.defer(() => clearInterval(heartbeat));
  return store;
}

function eventText(event: string, at: Position, data: unknown): string {
  return `id: ${idOf(at)}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function idOf({ generation, seq }: Position): string {
  return `${generation}:${seq}`;
}
