import type { JsonObject } from '../../protocol/base/json.ts';
import { nanosFromMillis } from '../../protocol/base/time.ts';
import type { HistoryLimits } from '../../protocol/messages/language.ts';
import type { Regroup } from '../../protocol/messages/regroup.ts';
import type { RunRow, TraceRow } from '../../protocol/messages/rows.ts';
import type { SpanId, TraceId } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import { deleteAssessment, idOfAssessment, writeAssessment } from './assessments.ts';
import { readCodeText, removeUnusedTexts, writeCodeTexts } from './codeTexts.ts';
import type { Database } from './driver.ts';
import { type FailedCall, readFailedCalls } from './failedCalls.ts';
import type { GroupPage, GroupQuery } from './groups/groupPage.ts';
import { createGroupReader, type GroupReader } from './groups/groupRow.ts';
import { readGroupSpans, shownRows, withGroups } from './groups/groupSpans.ts';
import { readOpenProcesses, readOpenSpans, type StoredProcess } from './openSpans.ts';
import {
  countSent,
  mergeWithStored,
  readRawSpan,
  readRawSpans,
  readSpanRows,
  type SpanRowPage,
} from './readSpans.ts';
import { readTrace } from './readTrace.ts';
import {
  countTraces,
  listTraces,
  readTraceInfo,
  readTraceRow,
  resolveTraceId,
  startedUntil,
  type TraceListQuery,
  type TracePage,
} from './readTraces.ts';
import {
  type CallHint,
  type CallNames,
  type NewestRun,
  type RecentCall,
  RecentCalls,
} from './recentCalls.ts';
import { doomHidden, hide, purge, unhide } from './removal.ts';
import { Resources } from './resources.ts';
import { tidy } from './retention.ts';
import { forgetAlive, noteRun, type RunNews } from './runEnds.ts';
import { newestOfRun, pinRun, pinTrace, RunWriter, readRuns, renameRun } from './runs.ts';
import { SearchFunctions, spanOfRow } from './search/searchFunctions.ts';
import { searchTraces } from './search/searchTraces.ts';
import type { TraceSearch } from './search/traceCondition.ts';
import { settleQuiet } from './settle.ts';
import { readSplits, type Split } from './splits.ts';
import type {
  Changes,
  QuietTimes,
  Removed,
  StoredTraceInfo,
  Tidied,
  TraceFindings,
  TraceStore,
} from './store.ts';
import { loadByTraceId, saveRecord, type TraceRecord } from './traceRecords.ts';
import { TraceUsage } from './traceUsage.ts';
import { writeBatch } from './writeBatch.ts';

/** Time given to the deletion of removed traces when the store opens, and when it closes. */
const purgeMs = { open: 50, close: 500 } as const;

/** `TraceStore` on SQLite: each method is one file's work inside one transaction. */
export class SqliteStore implements TraceStore {
  readonly #database: Database;
  readonly #resources: Resources;
  readonly #runs: RunWriter;
  readonly #usage: TraceUsage;
  readonly #groups: GroupReader;
  readonly #recentCalls: RecentCalls;
  readonly #functions: SearchFunctions;
  readonly #now: () => number;
  #traceCount: number;
  // Reads that are one file's work.
  readonly failedCalls = (): readonly FailedCall[] => readFailedCalls(this.#database);
  readonly openProcesses = (): readonly StoredProcess[] => readOpenProcesses(this.#database);
  readonly codeText = (hash: string): string | undefined => readCodeText(this.#database, hash);
  readonly traceInfo = (traceId: TraceId): StoredTraceInfo | undefined =>
    readTraceInfo(this.#database, traceId);
  readonly splits = (): readonly Split[] => readSplits(this.#database, this.#resources);
  readonly recentCalls = (names: CallNames): readonly RecentCall[] => this.#recentCalls.read(names);
  readonly selectCalls = (isWanted: (call: CallHint) => boolean): readonly RecentCall[] =>
    this.#recentCalls.select(isWanted);
  readonly newestRun = (): NewestRun | undefined => this.#recentCalls.newestRun();
  readonly resolveTraceId = (id: string): TraceId | undefined => resolveTraceId(this.#database, id);

  /** `database` is migrated; it is closed with the store. `now` gives milliseconds since the epoch. */
  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#resources = new Resources(database);
    this.#runs = new RunWriter(database);
    this.#usage = new TraceUsage(database, now);
    this.#groups = createGroupReader(database, this.#usage, now);
    this.#recentCalls = new RecentCalls(database, this.#usage);
    this.#functions = SearchFunctions.of(database);
    this.#now = now;
    doomHidden(database);
    forgetAlive(database);
    purge(database, purgeMs.open, { now });
    removeUnusedTexts(database);
    this.#traceCount = countTraces(database);
  }

  atomically<T>(work: () => T): T {
    const traceCount = this.#traceCount;
    try {
      return this.#database.transaction(work);
    } catch (error) {
      this.#traceCount = traceCount;
      this.#resources.forget();
      this.#runs.forget();
      throw error;
    }
  }

  withStored(spans: readonly RawSpan[]): readonly RawSpan[] {
    return mergeWithStored(this.#database, this.#resources, spans);
  }

  write(...[spans, traces, texts = []]: Parameters<TraceStore['write']>): Changes {
    const context = {
      database: this.#database,
      resources: this.#resources,
      runs: this.#runs,
      nowMs: this.#now(),
    };
    return this.atomically(() => {
      writeCodeTexts(this.#database, texts);
      const { added, changed, removed } = writeBatch(context, spans, traces);
      // A re-keyed trace was counted already, one that was merged into another no longer is.
      if (removed.length > 0) this.#traceCount = countTraces(this.#database);
      else this.#traceCount += added;
      return { changed, removed };
    });
  }

  settleQuiet(times: QuietTimes): Changes {
    return this.#database.transaction(() => settleQuiet(this.#database, times));
  }

  openSpans(process: StoredProcess): readonly RawSpan[] {
    return readOpenSpans(this.#database, this.#resources, process);
  }

  listTraces(query: TraceListQuery): TracePage {
    const page = listTraces(this.#database, this.#usage, query);
    const { regroup } = query;
    if (regroup === undefined) return page;
    const grouped = (rows: readonly TraceRow[]) => withGroups(this.#groups, rows, regroup);
    return { ...page, traces: grouped(page.traces), ...(page.pinned && { pinned: grouped(page.pinned) }) };
  }

  shownRows(traceIds: readonly TraceId[], regroup: Regroup): readonly TraceRow[] {
    return shownRows(this.#groups, traceIds, regroup);
  }

  groupSpans(query: GroupQuery): GroupPage | undefined {
    return readGroupSpans(this.#groups, query);
  }

  runs(runIds: readonly string[]): readonly RunRow[] {
    return readRuns(this.#database, runIds);
  }

  traceRow(traceId: TraceId): TraceRow | undefined {
    return readTraceRow(this.#database, this.#usage, traceId);
  }

  trace(traceId: TraceId): Trace | undefined {
    const row = this.traceRow(traceId);
    const record = this.#visible(traceId);
    if (row === undefined || record === undefined) return undefined;
    return readTrace(this.#database, this.#resources, record, row);
  }

  traceCount(): number {
    return this.#traceCount;
  }

  spanRows(traceId: TraceId, sinceRevision: number, limit: number): SpanRowPage {
    const record = this.#visible(traceId);
    if (record === undefined) return { rows: [], revision: sinceRevision, more: false };
    return readSpanRows(this.#database, record.key, { sinceRevision, limit, traceRevision: record.revision });
  }

  rawSpan(traceId: TraceId, spanId: SpanId): RawSpan | undefined {
    const record = this.#visible(traceId);
    return record === undefined ? undefined : readRawSpan(this.#database, this.#resources, record, spanId);
  }

  *rawSpans(traceId: TraceId): Generator<RawSpan> {
    const record = this.#visible(traceId);
    if (record !== undefined) yield* readRawSpans(this.#database, this.#resources, record);
  }

  sentAmong(traceId: TraceId, spanIds: readonly SpanId[]): number {
    return countSent(this.#database, traceId, spanIds);
  }

  searchTraces(search: TraceSearch): TraceFindings {
    return this.#functions.run(
      () => searchTraces(this.#database, search),
      (row) => search.contentOf(spanOfRow(row, this.#resources)),
    );
  }

  startedUntil(query: { experimentId: string; untilMs: number; limit: number }): readonly TraceId[] {
    return startedUntil(this.#database, query);
  }

  /** Throws when the assessment has no `assessment_id`: the route gives it one. */
  putAssessment(traceId: TraceId, assessment: JsonObject): Changes {
    const id = idOfAssessment(assessment);
    return this.#touch(traceId, ({ key }) => writeAssessment(this.#database, key, { id, assessment }));
  }

  removeAssessment(traceId: TraceId, assessmentId: string): Changes {
    return this.#touch(traceId, ({ key }) => deleteAssessment(this.#database, key, assessmentId));
  }

  renameRun(runId: string, name: string): Changes {
    renameRun(this.#database, runId, name);
    return this.#ofRun(runId);
  }

  pinRun(runId: string, pinned: boolean): Changes {
    pinRun(this.#database, runId, pinned);
    return this.#ofRun(runId);
  }

  noteRun(news: RunNews): Changes {
    return this.#ofRun(noteRun(this.#database, news, nanosFromMillis(this.#now())));
  }

  pinTrace(traceId: TraceId, pinned: boolean): Changes {
    pinTrace(this.#database, traceId, pinned);
    return { changed: [traceId], removed: [] };
  }

  remove(which: Removed): Changes {
    const changes = hide(this.#database, which);
    this.#traceCount -= changes.removed.length;
    return changes;
  }

  restore(runId?: string): Changes {
    const { back, changed, removed } = unhide(this.#database, runId);
    this.#traceCount += back.length;
    return { changed, removed };
  }

  tidy(limits: HistoryLimits): Tidied {
    const tidied = tidy(this.#database, limits, { now: this.#now, traceCount: this.#traceCount });
    this.#traceCount -= tidied.removed.length;
    // Its run may be gone with a trace, and come again.
    if (tidied.removed.length > 0) this.#runs.forget();
    return tidied;
  }

  close(): void {
    try {
      doomHidden(this.#database);
      purge(this.#database, purgeMs.close, { now: this.#now });
    } finally {
      this.#database.dispose();
    }
  }

  /** Views read a run with any of its traces. */
  #ofRun(runId: string): Changes {
    return { changed: newestOfRun(this.#database, runId), removed: [] };
  }

  #visible(traceId: TraceId): TraceRecord | undefined {
    const record = loadByTraceId(this.#database, traceId);
    return record?.hidden === false ? record : undefined;
  }

  /** `work` gives the number of rows it changed; the trace's revision grows with it. */
  #touch(traceId: TraceId, work: (record: TraceRecord) => number): Changes {
    return this.#database.transaction(() => {
      const record = this.#visible(traceId);
      if (record === undefined || work(record) === 0) return { changed: [], removed: [] };
      saveRecord(this.#database, { ...record, revision: record.revision + 1 }, this.#now());
      return { changed: [traceId], removed: [] };
    });
  }
}
