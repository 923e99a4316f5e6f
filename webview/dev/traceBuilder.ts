/** Short forms for made-up traces, with times in milliseconds. */
import type { JsonObject } from '../../protocol/base/json.ts';
import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { SpanStatus } from '../../protocol/model/span.ts';
import type { MemorySpan, MemoryTrace } from '../host/memoryServer.ts';

export const nanos = (millis: number): string =>
  `${Math.floor(millis / 1000)}${String(Math.round((millis % 1000) * 1e6)).padStart(9, '0')}`;

interface SpanPlan {
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly kind: string;
  readonly at: number;
  readonly took?: number;
  readonly status?: SpanStatus;
  readonly model?: string;
  readonly tokens?: number;
  readonly hint?: string;
  readonly span?: MemorySpan['span'];
  readonly file?: string;
  readonly texts?: MemorySpan['texts'];
}

export function span(start: number, plan: SpanPlan): MemorySpan {
  const { id, parent, name, kind, at, took, status, model, tokens, hint, file } = plan;
  const [path = '', line = '1'] = (file ?? '').split(':');
  return {
    row: {
      spanId: id,
      ...(parent !== undefined && { parentId: parent }),
      name,
      kind,
      status: status ?? (took === undefined ? 'running' : 'ok'),
      startNs: nanos(start + at),
      ...(took !== undefined && { endNs: nanos(start + at + took) }),
      ...(model !== undefined && { model }),
      ...(tokens !== undefined && { tokens }),
      ...(hint !== undefined && { hint }),
    },
    span: { attributes: attributesOf(plan), ...plan.span },
    places: file === undefined ? [] : [{ file: `/home/me/app/${path}`, line: Number(line), basis: 'index' }],
    ...(plan.texts && { texts: plan.texts }),
  };
}

function attributesOf({ kind, name, model }: SpanPlan): JsonObject {
  return {
    'mlflow.spanType': JSON.stringify(kind),
    'mlflow.spanFunctionName': JSON.stringify(name),
    ...(model !== undefined && { 'gen_ai.request.model': model, 'gen_ai.request.temperature': 0.2 }),
  };
}

export function trace(
  row: Omit<TraceRow, 'revision' | 'startNs' | 'spanCount' | 'errorCount'> & {
    readonly at: number;
    readonly took?: number;
  },
  spans: readonly MemorySpan[],
): MemoryTrace {
  const { at, took, ...rest } = row;
  const errorCount = spans.filter((item) => item.row.status === 'error').length;
  const end = took === undefined ? {} : { endNs: nanos(at + took) };
  return {
    row: { ...rest, startNs: nanos(at), ...end, spanCount: spans.length, errorCount, revision: 1 },
    spans,
  };
}
