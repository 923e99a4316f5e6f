import { expect } from 'vitest';

/** A span as the helper in a program's process tells it. */
export interface LiveRun {
  readonly id: number;
  readonly name: string;
  /** Milliseconds since the epoch; a millisecond later it ends. */
  readonly startMs?: number;
  /** Another span of the same trace, whose id is the trace's then. */
  readonly parent?: number;
  readonly code?: unknown;
  readonly inputs?: unknown;
  /** As MLflow keeps a conversation. */
  readonly chat?: { readonly messages: readonly object[]; readonly tools: readonly object[] };
  readonly raised?: { readonly type: string; readonly message: string; readonly stack?: string };
}

/** Sends spans to the receiver at `url`, and waits until they are taken. */
export async function sendLive(url: string, runs: readonly LiveRun[]): Promise<void> {
  const records = [
    { op: 'hello', v: 1, process: hex(7, 16), pid: process.pid },
    ...runs.map((run) => ({ op: 'end', span: otlp(run), ...(run.code !== undefined && { code: run.code }) })),
  ];
  const body = records.map((record) => JSON.stringify(record)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const response = await fetch(`${url}/live/v1`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
}

export function refOf({ id, parent = id }: Pick<LiveRun, 'id' | 'parent'>) {
  return { traceId: hex(parent, 32), spanId: hex(id, 16) };
}

function otlp(run: LiveRun) {
  const { name, startMs = Date.now(), parent, inputs, chat, raised } = run;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const event = raised && {
    name: 'exception',
    timeUnixNano: `${startMs}000000`,
    attributes: [
      text('exception.type', raised.type),
      text('exception.message', raised.message),
      ...(raised.stack === undefined ? [] : [text('exception.stacktrace', raised.stack)]),
    ],
  };
  return {
    ...refOf(run),
    name,
    ...(parent !== undefined && { parentSpanId: hex(parent, 16) }),
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + 1}000000`,
    attributes: [
      text('mlflow.spanType', '"UNKNOWN"'),
      ...(inputs === undefined ? [] : [text('mlflow.spanInputs', JSON.stringify(inputs))]),
      ...(chat === undefined
        ? []
        : [
            text('mlflow.chat.messages', JSON.stringify(chat.messages)),
            text('mlflow.chat.tools', JSON.stringify(chat.tools)),
          ]),
    ],
    ...(event && { status: { code: 2 }, events: [event] }),
  };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
