import { hostname } from 'node:os';
import { afterEach, beforeEach } from 'vitest';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import { createEngine, type Engine } from '../../engine.ts';
import { plain, traceIdOf } from '../../store/testing/spans.ts';
import { AdviceBook } from '../adviceRoutes.ts';
import type { Connection } from '../http.ts';
import { createLiveProcesses, type LiveProcesses } from '../liveProcesses.ts';
import { liveRoutes } from '../liveRoutes.ts';
import type { Life } from '../processAlive.ts';

export const traceId = traceIdOf('a');
export const spanId = 'b7ad6b7169203331';
export const started = { op: 'start', span: { traceId, spanId, name: 'agent', startTimeUnixNano: '1000' } };
export const ended = { op: 'end', span: { ...started.span, endTimeUnixNano: '2000' } };

export interface FakeConnection extends Connection {
  close(): void;
}

export function connect(): FakeConnection {
  const listeners: (() => void)[] = [];
  const connection = {
    destroyed: false,
    once: (_: 'close', listener: () => void) => listeners.push(listener),
    close() {
      connection.destroyed = true;
      for (const listener of listeners.splice(0)) listener();
    },
  };
  return connection;
}

/** The live routes on an engine in memory, and a clock that only `pass` moves; new for each test. */
export class LiveReceiver {
  /** Of every process that is asked after. */
  life: Life = 'alive';
  readonly failures: unknown[] = [];
  readonly advice = new AdviceBook();
  readonly engine: Engine = createEngine({
    databaseFile: ':memory:',
    normalise: (raw) => plain(raw),
    resolveSource: async ({ source }) => ({ candidates: source?.candidates ?? [] }),
  });
  #clock = 1_000_000;
  #timers: readonly { readonly at: number; readonly work: () => void }[] = [];
  processes: LiveProcesses = this.#startProcesses();

  now(): number {
    return this.#clock;
  }

  /** As a receiver that begins with this database. */
  restart(): void {
    this.processes = this.#startProcesses();
  }

  /** Lets time pass, with every timer in its turn. */
  pass(ms: number): void {
    const end = this.#clock + ms;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#clock = next.at;
      next.work();
    }
    this.#clock = end;
  }

  async post(
    lines: readonly unknown[],
    connection: Connection = connect(),
    { type = 'application/x-ndjson', ...said }: Readonly<Record<string, string | number>> = {},
  ) {
    const [route] = liveRoutes(this);
    const process = { process: 'p1', pid: 42, host: hostname(), command: ['python', 'agent.py'] };
    const hello = { op: 'hello', v: 1, ...process, ...said };
    const text = [hello, ...lines].map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    if (route === undefined) throw new Error('no route');
    const answer = await route.handler({
      method: 'POST',
      path: '/live/v1',
      params: {},
      query: new URLSearchParams(),
      headers: { 'content-type': String(type) },
      body: Buffer.from(text.join('\n')),
      connection,
    });
    return { status: answer.status, ...JSON.parse(String(answer.body)) };
  }

  statusOf(id = spanId): string | undefined {
    return this.engine.store.spanRows(traceId, 0, 10).rows.find((row) => row.spanId === id)?.status;
  }

  dispose(): void {
    this.processes.dispose();
    this.engine.dispose();
  }

  #startProcesses(): LiveProcesses {
    const after = (ms: number, work: () => void): Disposable => {
      const timer = { at: this.#clock + ms, work };
      this.#timers = [...this.#timers, timer];
      return {
        dispose: () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        },
      };
    };
    const onError = (error: unknown): void => void this.failures.push(error);
    const { engine } = this;
    const isAlive = (): Life => this.life;
    return createLiveProcesses({ engine, timer: { after }, now: () => this.now(), isAlive, onError });
  }
}

/** The one of the test that runs. */
export function useLiveReceiver(): () => LiveReceiver {
  let live: LiveReceiver;
  beforeEach(() => {
    live = new LiveReceiver();
  });
  afterEach(() => live.dispose());
  return () => live;
}
