import type { RawSpan } from '../../decode/rawSpan.ts';
import type { Test } from './test.ts';

/** A value of a trace as trackers know it: times in milliseconds, the status in capitals (`OK`, `IN_PROGRESS`). */
export type TraceField =
  | { readonly kind: 'column'; readonly name: TraceColumn }
  | { readonly kind: 'tag'; readonly key: string }
  | { readonly kind: 'metadata'; readonly key: string };

export type TraceColumn =
  | 'experiment_id'
  | 'request_id'
  | 'status'
  | 'timestamp_ms'
  | 'execution_time_ms'
  | 'end_time_ms'
  | 'client_request_id';

/** `content`: the span as `TraceSearch.contentOf` writes it. */
export type SpanField = 'name' | 'type' | 'status' | 'content';

export interface SpanTest {
  readonly field: SpanField;
  readonly test: Test;
}

/** What a found trace fulfils. A `span` condition asks for one span that passes all of its tests. */
export type TraceCondition =
  | { readonly kind: 'field'; readonly field: TraceField; readonly test: Test }
  | { readonly kind: 'span'; readonly tests: readonly SpanTest[] }
  | {
      readonly kind: 'assessment';
      readonly type: 'feedback' | 'expectation';
      readonly name: string;
      readonly test: Test;
    }
  | { readonly kind: 'issue'; readonly id: string }
  | { readonly kind: 'prompt'; readonly name: string; readonly version: string };

export interface TraceOrder {
  readonly field: TraceField;
  readonly isDescending: boolean;
}

/** Of each key of the order the value of the last trace given: where the next page begins. */
export type SearchPosition = readonly (string | number | null)[];

/** A span as text, as the asking protocol searches it. */
export type ContentOf = (span: RawSpan) => string;

export interface TraceSearch {
  readonly experimentIds: readonly string[];
  /** All of them hold. */
  readonly conditions: readonly TraceCondition[];
  /** Before the order that is always there: newest first, then by the id. */
  readonly order: readonly TraceOrder[];
  /** Behind this one; its length is `orderKeys(order).length`. */
  readonly after?: SearchPosition;
  readonly limit: number;
  readonly contentOf: ContentOf;
}
