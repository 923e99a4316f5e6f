import { isJsonObject } from '../../protocol/base/json.ts';
import { mostExceptions } from '../../protocol/messages/regroup.ts';
import type { SpanId, TraceId } from '../../protocol/model/span.ts';

/** What a reload of the window brings back: where the user is, never data. */
export interface Persisted {
  /** True: the newest trace is shown as it comes. False: pinned to `traceId`. */
  readonly follow: boolean;
  readonly traceId?: TraceId;
  readonly spanId?: SpanId;
  readonly collapsed: readonly SpanId[];
  /** Ids of runs. */
  readonly collapsedRuns: readonly string[];
  /** The list has traces alone, without their runs. */
  readonly flat: boolean;
  readonly tab?: string;
  readonly filter: string;
  readonly markdown: boolean;
  readonly splits: Splits;
  /** Split traces are shown as one; `exceptions` are the heads of groups for which the opposite holds. */
  readonly regroup: boolean;
  readonly exceptions: readonly TraceId[];
}

/** Pixels of the panes that the user has sized; the others get a share (see `paneSizes`). */
export interface Splits {
  readonly narrowList?: number;
  readonly narrowDetails?: number;
  readonly wideList?: number;
  readonly wideDetails?: number;
}

export const defaults: Persisted = {
  follow: true,
  collapsed: [],
  collapsedRuns: [],
  flat: false,
  filter: '',
  markdown: true,
  splits: {},
  regroup: true,
  exceptions: [],
};

const maxCollapsed = 1000;

/** Reads what an earlier version may have written: anything unexpected falls back to its default. */
export function parsePersisted(value: unknown): Persisted {
  if (!isJsonObject(value)) return defaults;
  const { follow, traceId, spanId, tab, filter, markdown, flat } = value;
  return {
    follow: typeof follow === 'boolean' ? follow : defaults.follow,
    ...(typeof traceId === 'string' && { traceId }),
    ...(typeof spanId === 'string' && { spanId }),
    ...(typeof tab === 'string' && { tab }),
    filter: typeof filter === 'string' ? filter : defaults.filter,
    markdown: typeof markdown === 'boolean' ? markdown : defaults.markdown,
    collapsed: texts(value.collapsed).slice(-maxCollapsed),
    collapsedRuns: texts(value.collapsedRuns).slice(-maxCollapsed),
    flat: typeof flat === 'boolean' ? flat : defaults.flat,
    splits: parseSplits(value.splits),
    regroup: typeof value.regroup === 'boolean' ? value.regroup : defaults.regroup,
    exceptions: texts(value.exceptions).slice(-mostExceptions),
  };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

const splitNames = ['narrowList', 'narrowDetails', 'wideList', 'wideDetails'] as const;

function parseSplits(value: unknown): Splits {
  const given = isJsonObject(value) ? value : {};
  const known = splitNames.filter((name) => {
    const pixels = given[name];
    return typeof pixels === 'number' && pixels >= 0 && pixels < 10_000;
  });
  return Object.fromEntries(known.map((name) => [name, given[name]]));
}
