import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import type { SpanRow, TraceRow } from '../../protocol/messages/rows.ts';
import { entryOf, insideEntries } from './insideSpans.ts';
import type { OpenTraceState, SpanEntry } from './openTrace.ts';
import { stoppedEntry } from './stoppedEntry.ts';

const row = (spanId: string, parentId?: string): SpanRow => ({
  spanId,
  ...(parentId !== undefined && { parentId }),
  name: spanId,
  kind: 'TOOL',
  status: 'running',
  startNs: '1000000000',
});

/** The trace `head` with the span `a`, which started a thread, whose trace `member` has a span of the same id. */
function find(traceId: string, spanId: string): string | undefined {
  const spawnedFrom = { traceId: 'head', spanId: 'a', by: 'submit' } as never;
  const inside = insideEntries(
    'head',
    { traceId: 'member', spawnedFrom, rows: [row('a')], revision: 1 },
    '0',
  );
  const entries: readonly SpanEntry[] = [entryOf(row('a'), '0'), ...inside];
  const state: OpenTraceState = {
    traceId: 'member',
    trace: { traceId: 'head' } as TraceRow,
    spans: new Map(entries.map((entry) => [entry.row.spanId, entry])),
    version: 1,
    base: '0',
    loading: false,
    gone: false,
  };
  return stoppedEntry({ state: signal(state) }, { traceId, spanId, top: true })?.row.spanId;
}

it('finds the span of the trace that is shown, and of one that is shown inside it', () => {
  expect(find('head', 'a')).toBe('a');
  expect(find('member', 'a')).toBe('member-a');
});

it('finds none of another trace, nor where no debugger stands', () => {
  expect(find('other', 'a')).toBeUndefined();
  expect(find('head', 'b')).toBeUndefined();
  expect(stoppedEntry({ state: signal(undefined) }, undefined)).toBeUndefined();
});
