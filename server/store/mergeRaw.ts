import { earlier, later, type Nanos } from '../../protocol/base/time.ts';
import type { SpanEvent, SpanLink } from '../../protocol/model/span.ts';
import { own } from '../decode/assign.ts';
import { type AttributesDraft, type MarkedAttributes, marked, maskAt, put } from '../decode/numberMask.ts';
import type { Door, RawSpan } from '../decode/rawSpan.ts';
import { groupBy } from './groupBy.ts';
import { withEmpties } from './withEmpties.ts';

/**
 * One span out of two records of it, in whatever order they came: a start record, updates, the final span, the
 * same span by another door, twice.
 *
 * A record is a set of cells (each attribute, each event, the name, the status …), and each cell belongs to the
 * record with the most authority that has it: a final record before one of a running span, then OTLP before
 * MLflow before live. So nothing that one record knew is taken away by another that does not know it, and the
 * order of arrival does not matter. Between two records of the same authority (two updates of a running span)
 * the later to arrive wins. Apart from cells: the start is the earliest, the end the latest that was told, an
 * `error` status outlives an `ok`, and that outlives `unset`.
 */
export function mergeRaw(known: RawSpan, brought: RawSpan): RawSpan {
  const stored = brought.aborted === false || isFinal(brought) ? revived(known) : known;
  const arrived = isFinal(known) ? revived(brought) : brought;
  const arrivedWins = authorityOf(arrived) >= authorityOf(stored);
  const [high, low] = arrivedWins ? [arrived, stored] : [stored, arrived];
  const cells = new CellMerge(high, low);
  const parentId = cells.scalar('parentId');
  const requestId = cells.scalar('requestId');
  const otelKind = cells.scalar('otelKind');
  const traceState = cells.scalar('traceState');
  const thread = cells.scalar('thread');
  const location = cells.scalar('location');
  const callSite = cells.scalar('callSite');
  const ran = cells.scalar('ran');
  const spawnedFrom = cells.scalar('spawnedFrom');
  const standsAt = cells.scalar('standsAt');
  const dropped = Math.max(high.droppedAttributes ?? 0, low.droppedAttributes ?? 0);
  const endNs = mergedEnd(high, low);
  const isAborted = !isFinal(high) && (high.aborted === true || low.aborted === true);
  const abortedBy = isAborted ? cells.scalar('abortedBy') : undefined;
  const merged = {
    traceId: high.traceId,
    spanId: high.spanId,
    ...(parentId === undefined ? {} : { parentId }),
    name: cells.scalar('name') ?? high.name,
    startNs: earlier(high.startNs, low.startNs),
    ...(endNs === undefined ? {} : { endNs }),
    status: mergedStatus(high.status, low.status, cells),
    ...cells.united('attributes', marked(high), marked(low)),
    events: cells.list('events', high.events, low.events, eventKey).toSorted(byTime),
    links: cells.list('links', high.links, low.links, linkKey),
    scope: cells.scalar('scope') ?? high.scope,
    resource: cells.united('resource', { attributes: high.resource }, { attributes: low.resource })
      .attributes,
    door: high.door,
    ...(requestId === undefined ? {} : { requestId }),
    ...(otelKind === undefined ? {} : { otelKind }),
    ...(traceState === undefined ? {} : { traceState }),
    ...(dropped === 0 ? {} : { droppedAttributes: dropped }),
    ...(thread === undefined ? {} : { thread }),
    ...(location === undefined ? {} : { location }),
    ...(callSite === undefined ? {} : { callSite }),
    ...(ran === undefined ? {} : { ran }),
    ...(spawnedFrom === undefined ? {} : { spawnedFrom }),
    ...(standsAt === undefined ? {} : { standsAt }),
    ...(isAborted ? { aborted: true } : {}),
    ...(abortedBy === undefined ? {} : { abortedBy }),
  };
  return cells.weaker === undefined ? merged : ({ ...merged, weaker: cells.weaker } as MergedRaw);
}

/** A stored record remembers which of its cells came from a record of less authority than its own. */
type MergedRaw = RawSpan & { readonly weaker?: Readonly<Record<string, number>> };

type Scalar =
  | 'name'
  | 'parentId'
  | 'requestId'
  | 'otelKind'
  | 'traceState'
  | 'thread'
  | 'location'
  | 'callSite'
  | 'ran'
  | 'spawnedFrom'
  | 'standsAt'
  | 'abortedBy'
  | 'scope';

const doorRank: Readonly<Record<Door, number>> = { live: 0, mlflow: 1, otlp: 2 };
const statusRank = { unset: 0, ok: 1, error: 2 } as const;

/** The span itself ended; a span whose process ended first is not final, whatever end it was given. */
function isFinal(span: RawSpan): boolean {
  return span.endNs !== undefined && span.aborted !== true;
}

function authorityOf(span: RawSpan): number {
  return (isFinal(span) ? 3 : 0) + doorRank[span.door];
}

/** Its process was taken for gone, and is not, or its own end came after all: end and verdict were ours. */
function revived(span: RawSpan): RawSpan {
  if (span.aborted !== true) return span;
  const { aborted: _, abortedBy: _b, endNs: _e, status, ...rest } = span;
  return { ...rest, status: status.code === 'unset' ? { code: 'unset' } : status };
}

/** Decides cell by cell, and notes the winners that have less authority than the record as a whole. */
class CellMerge {
  readonly #high: MergedRaw;
  readonly #low: MergedRaw;
  readonly #authority: number;
  #weaker: Record<string, number> | undefined;

  constructor(high: MergedRaw, low: MergedRaw) {
    this.#high = high;
    this.#low = low;
    this.#authority = authorityOf(high);
  }

  get weaker(): Readonly<Record<string, number>> | undefined {
    return this.#weaker;
  }

  scalar<K extends Scalar>(key: K): RawSpan[K] | undefined {
    return this.pick(key, this.#high[key], this.#low[key]);
  }

  /** United key by key; a value keeps its mask. */
  united(field: string, high: MarkedAttributes, low: MarkedAttributes): MarkedAttributes {
    if (high.attributes === low.attributes && high.numbers === low.numbers) return high;
    const merged: AttributesDraft = { attributes: {}, numbers: undefined };
    // Names come from outside: `constructor` and `__proto__` are attributes like any other.
    for (const key of new Set([...Object.keys(low.attributes), ...Object.keys(high.attributes)])) {
      const [first, second] = [own(high.attributes, key), own(low.attributes, key)];
      const isHigh = this.#isHigh(`${field}.${key}`, first, second);
      const [value, other] = isHigh ? [first, second] : [second, first];
      if (value === undefined) continue;
      put(merged, key, withEmpties(value, other), maskAt((isHigh ? high : low).numbers, key));
    }
    return marked(merged);
  }

  /** Entries of one key stay together: an SDK may send two events of one name and time. */
  list<T>(field: string, high: readonly T[], low: readonly T[], keyOf: (entry: T) => string): readonly T[] {
    if (low.length === 0 && high.length === 0) return high;
    const highBy = groupBy(high, keyOf);
    const lowBy = groupBy(low, keyOf);
    const keys = [...new Set([...lowBy.keys(), ...highBy.keys()])].toSorted();
    return keys.flatMap(
      (key) => this.pick<readonly T[]>(`${field}.${key}`, highBy.get(key), lowBy.get(key)) ?? [],
    );
  }

  pick<T>(cell: string, high: T | undefined, low: T | undefined): T | undefined {
    return this.#isHigh(cell, high, low) ? high : low;
  }

  #isHigh(cell: string, high: unknown, low: unknown): boolean {
    const highAuthority = this.#cellAuthority(this.#high, cell, high);
    const lowAuthority = this.#cellAuthority(this.#low, cell, low);
    const authority = Math.max(highAuthority, lowAuthority);
    if (authority >= 0 && authority < this.#authority) {
      this.#weaker ??= {};
      this.#weaker[cell] = authority;
    }
    return highAuthority >= lowAuthority;
  }

  /** `null` says less than any value: MLflow's OTLP encoder writes it for an empty list or map. */
  #cellAuthority(record: MergedRaw, cell: string, value: unknown): number {
    if (value === undefined) return -2;
    if (value === null) return -1;
    return record.weaker?.[cell] ?? authorityOf(record);
  }
}

function mergedEnd(high: RawSpan, low: RawSpan): Nanos | undefined {
  if (isFinal(high) && !isFinal(low)) return high.endNs;
  if (high.endNs === undefined) return low.endNs;
  return low.endNs === undefined ? high.endNs : later(high.endNs, low.endNs);
}

function mergedStatus(high: RawSpan['status'], low: RawSpan['status'], cells: CellMerge): RawSpan['status'] {
  const code = statusRank[low.code] > statusRank[high.code] ? low.code : high.code;
  const of = (status: RawSpan['status']) => (status.code === code ? status.message : undefined);
  const message = cells.pick('message', of(high), of(low));
  return message === undefined ? { code } : { code, message };
}

function eventKey(event: SpanEvent): string {
  return `${event.name}@${event.timeNs}`;
}

function linkKey(link: SpanLink): string {
  return `${link.traceId}/${link.spanId}`;
}

function byTime(a: SpanEvent, b: SpanEvent): number {
  const difference = BigInt(a.timeNs) - BigInt(b.timeNs);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
