import { createHash } from 'node:crypto';
import { expect } from 'vitest';

/** A call as the helper in a program's process tells it. */
export interface ToldCall {
  readonly id: number;
  readonly name: string;
  readonly inputs?: object;
  readonly outputs?: unknown;
  readonly failed?: boolean;
  readonly ended?: boolean;
  readonly kind?: string;
  readonly def?: ToldPlace;
  /** The line that called. */
  readonly call?: ToldPlace;
  readonly run?: string;
  /** The function's text as it ran. */
  readonly ran?: { readonly text: string; readonly line: number; readonly name: string };
}

export interface ToldPlace {
  readonly file: string;
  readonly line: number;
  readonly function?: string;
}

/** Resolves once the receiver at `url` has it; it began just now. */
export async function tellCall(url: string, told: ToldCall): Promise<void> {
  const { id, name, ended = true, failed = false, def, call, run, ran } = told;
  const hash = ran && createHash('sha256').update(ran.text).digest('hex');
  const startMs = Date.now();
  const span = {
    traceId: hex(id, 32),
    spanId: hex(id, 16),
    name,
    startTimeUnixNano: `${startMs}000000`,
    ...(ended && { endTimeUnixNano: `${startMs + 5}000000` }),
    attributes: attributesOf(told),
    ...(failed && { status: { code: 2, message: 'unknown mode' } }),
  };
  const code = {
    ...(def && { def }),
    ...(call && { call }),
    ...(ran && { ran: { hash, line: ran.line, name: ran.name } }),
  };
  const records = [
    {
      op: 'hello',
      v: 1,
      process: hex(7, 16),
      pid: process.pid,
      ...(run && { run: `terminal:${run}:agent.py` }),
    },
    ...(ran ? [{ op: 'text', hash, text: ran.text }] : []),
    { op: ended ? 'end' : 'start', span, code },
  ];
  const body = records.map((record) => JSON.stringify(record)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const response = await fetch(`${url}/live/v1`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
}

/** As MLflow writes them. */
function attributesOf({ inputs, outputs, kind = 'UNKNOWN' }: ToldCall): readonly object[] {
  const entries = {
    ...(inputs && { 'mlflow.spanInputs': JSON.stringify(inputs) }),
    ...(outputs !== undefined && { 'mlflow.spanOutputs': JSON.stringify(outputs) }),
    'mlflow.spanType': JSON.stringify(kind),
  };
  return Object.entries(entries).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
