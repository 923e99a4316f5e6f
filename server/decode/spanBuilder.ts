import type { JsonObject } from '../../protocol/base/json.ts';
import type { Scope, SpanEvent, SpanLink } from '../../protocol/model/span.ts';
import type { MutableObject } from './assign.ts';
import { eventTime } from './eventTime.ts';
import { requestIdOf } from './mlflowKeys.ts';
import { type Door, type OtelKind, otelKinds, type RawSpan } from './rawSpan.ts';

/** A span's fields while a decoder collects them, with the wire's defaults. */
export interface SpanDraft {
  traceId: string;
  spanId: string;
  parentId: string | undefined;
  name: string;
  /** OTLP `SpanKind` number. */
  kind: number;
  startNs: string;
  /** `'0'`: not ended. */
  endNs: string;
  status: RawSpan['status'];
  traceState: string;
  droppedAttributes: number;
  readonly attributes: MutableObject;
  readonly events: SpanEvent[];
  readonly links: SpanLink[];
}

export const unsetStatus: RawSpan['status'] = { code: 'unset' };

export function newDraft(): SpanDraft {
  return {
    traceId: '',
    spanId: '',
    parentId: undefined,
    name: '',
    kind: 0,
    startNs: '0',
    endNs: '0',
    status: unsetStatus,
    traceState: '',
    droppedAttributes: 0,
    attributes: {},
    events: [],
    links: [],
  };
}

export interface SpanSurroundings {
  readonly scope: Scope;
  readonly resource: JsonObject;
  readonly door: Door;
}

/** Turns what was collected into a `RawSpan`: absent fields are left out, event times are nanoseconds. */
export function finish(draft: SpanDraft, around: SpanSurroundings): RawSpan {
  const { startNs } = draft;
  const requestId = requestIdOf(draft.attributes);
  const otelKind: OtelKind | undefined = otelKinds[draft.kind - 1];
  const parentId = draft.parentId;
  return {
    traceId: draft.traceId,
    spanId: draft.spanId,
    ...(parentId !== undefined && { parentId }),
    name: draft.name,
    startNs,
    ...(draft.endNs !== '0' && { endNs: draft.endNs }),
    status: draft.status,
    attributes: draft.attributes,
    events: draft.events.map((event) => ({ ...event, timeNs: eventTime(event.timeNs, startNs) })),
    links: draft.links,
    scope: around.scope,
    resource: around.resource,
    door: around.door,
    ...(requestId !== undefined && { requestId }),
    ...(otelKind !== undefined && { otelKind }),
    ...(draft.traceState !== '' && { traceState: draft.traceState }),
    ...(draft.droppedAttributes > 0 && { droppedAttributes: draft.droppedAttributes }),
  };
}
