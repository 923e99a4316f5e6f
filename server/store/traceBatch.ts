import type { TraceId } from '../../protocol/model/span.ts';
import type { Database } from './driver.ts';
import { mergeFacts } from './mergeFacts.ts';
import {
  highestKey,
  loadByRequestId,
  loadByTraceId,
  newRecord,
  saveRecord,
  type TraceRecord,
} from './traceRecords.ts';

/**
 * The traces that one batch touches, each loaded once and saved once.
 *
 * It also gives a trace its right id. An MLflow 2 SDK asks for a request id when the root starts, long before any
 * span tells the OTel id: until then the trace's row is *provisional*, under the request id (`traceId` equal to
 * `requestId`, no spans). The first record that names both takes the row over to the OTel id, or, where that
 * trace is known by another door already, merges it in.
 */
export class TraceBatch {
  readonly #database: Database;
  readonly #records = new Map<TraceId, TraceRecord>();
  /** Under which id a stored row's record is now: the row itself has its old one until `save`. */
  readonly #idOfKey = new Map<number, TraceId>();
  readonly #removed = new Set<TraceId>();
  #lastKey: number | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  get records(): Iterable<TraceRecord> {
    return this.#records.values();
  }

  /** Ids under which a trace can no longer be found in a list. */
  get removed(): readonly TraceId[] {
    return [...this.#removed];
  }

  /** The trace of these ids, made new if there is none. */
  open(traceId: TraceId, requestId: string | undefined): TraceRecord {
    const known = this.#byTraceId(traceId) ?? this.#byRequestId(traceId);
    const claimed = requestId === undefined ? undefined : this.#byRequestId(requestId);
    if (claimed === undefined || claimed === known || !isProvisional(claimed)) {
      return known ?? this.#create(traceId);
    }
    if (traceId === requestId) return claimed;
    return known === undefined ? this.#rekey(claimed, traceId) : this.#absorb(known, claimed);
  }

  update(record: TraceRecord): void {
    this.#records.set(record.traceId, record);
    this.#idOfKey.set(record.key, record.traceId);
  }

  /** The visible ones that are new, or found or linked otherwise than before. */
  save(nowMs: number): readonly TraceId[] {
    const moved: TraceId[] = [];
    for (const record of this.#records.values()) {
      if (saveRecord(this.#database, record, nowMs) && !record.hidden) moved.push(record.traceId);
    }
    return moved;
  }

  #byTraceId(traceId: TraceId): TraceRecord | undefined {
    return this.#records.get(traceId) ?? this.#keep(loadByTraceId(this.#database, traceId));
  }

  #byRequestId(requestId: string): TraceRecord | undefined {
    const stored = loadByRequestId(this.#database, requestId);
    if (stored !== undefined) return this.#keep(stored);
    for (const record of this.#records.values()) if (record.facts.requestId === requestId) return record;
    return undefined;
  }

  #keep(stored: TraceRecord | undefined): TraceRecord | undefined {
    if (stored === undefined) return undefined;
    const id = this.#idOfKey.get(stored.key);
    if (id !== undefined) return this.#records.get(id);
    this.update(stored);
    return stored;
  }

  #create(traceId: TraceId): TraceRecord {
    this.#lastKey = (this.#lastKey ?? highestKey(this.#database)) + 1;
    const record = newRecord(this.#lastKey, traceId);
    this.update(record);
    return record;
  }

  #rekey(provisional: TraceRecord, traceId: TraceId): TraceRecord {
    this.#forget(provisional);
    const record = { ...provisional, traceId };
    this.update(record);
    return record;
  }

  #absorb(known: TraceRecord, provisional: TraceRecord): TraceRecord {
    this.#forget(provisional);
    if (provisional.stored) this.#moveRows(provisional.key, known.key);
    const { traceId } = known;
    this.#idOfKey.set(provisional.key, traceId);
    const record = { ...known, facts: mergeFacts(provisional.facts, { ...known.facts, traceId }) };
    this.update(record);
    return record;
  }

  #forget(record: TraceRecord): void {
    this.#records.delete(record.traceId);
    if (record.stored) this.#removed.add(record.traceId);
  }

  /** A provisional trace has no spans. */
  #moveRows(from: number, to: number): void {
    this.#database.run('UPDATE OR IGNORE assessments SET trace_key = ? WHERE trace_key = ?', to, from);
    this.#database.run('UPDATE request_ids SET trace_key = ? WHERE trace_key = ?', to, from);
    this.#database.run('DELETE FROM traces WHERE trace_key = ?', from);
  }
}

function isProvisional(record: TraceRecord): boolean {
  return record.summary.spans === 0 && record.traceId === record.facts.requestId;
}
