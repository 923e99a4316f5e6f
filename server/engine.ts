import { randomUUID } from 'node:crypto';
import { type Disposable, DisposableStore } from '../protocol/base/disposable.ts';
import type { Delta } from '../protocol/messages/delta.ts';
import type { HistoryLimits } from '../protocol/messages/language.ts';
import type { Ask, Position } from '../protocol/messages/requests.ts';
import type { Notice } from '../protocol/messages/status.ts';
import type { Span, TraceId } from '../protocol/model/span.ts';
import type { RawBatch, RawSpan, TraceFacts } from './decode/rawSpan.ts';
import { nodeTimer } from './nodeTimer.ts';
import type { Normalise, NormalisedSpan } from './normalise/facts.ts';
import { DeltaBus, type Timer } from './publish/deltaBus.ts';
import type { FindCallPlace, ResolveSource, TextAsItRan } from './query/answers.ts';
import { createAsk } from './query/ask.ts';
import type { CodeSearch } from './query/chatPlaces.ts';
import { withLocalFiles } from './query/localFiles.ts';
import { toSpan } from './query/toSpan.ts';
import type { Database } from './store/driver.ts';
import { expectedInfo, expectedTraceId } from './store/expectedInfo.ts';
import { openDatabase } from './store/openDatabase.ts';
import { type CatchUp, type Deferral, type Manner, PendingBatches } from './store/pendingBatches.ts';
import { QuietCheckpoint } from './store/quietCheckpoint.ts';
import { SqliteStore } from './store/sqliteStore.ts';
import { StorageHealth } from './store/storageHealth.ts';
import type { Changes, StoredTraceInfo, TraceStore } from './store/store.ts';
import { createTidying } from './store/tidying.ts';

/** The engine as its edges see it: HTTP routes ingest and ask, the language server asks and listens. */
export interface Engine extends Disposable {
  /**
   * merge → normalise → store → publish, synchronously and in one transaction. Throws only for a bug or where the
   * database fails (`storageTrouble`); nothing of the batch is stored then.
   */
  ingest(batch: RawBatch): void;
  /**
   * As `ingest`, within milliseconds (in a quiet moment where it is large), and before anything is read: for a program that waits for
   * the answer. While the database fails it is `ingest`.
   */
  accept(batch: RawBatch, manner?: Manner): void;
  /**
   * Takes work that ends in `accept`, for a sender that reads no answer: it is done within milliseconds, and before anything is
   * read. False where it is to be done at once: the database fails. `bytes`: what it holds in memory.
   */
  later(work: () => void, bytes: number, how?: Deferral): boolean;
  /** Does what `later` has taken. */
  catchUp(which?: CatchUp): void;
  /** A trace's info with all that was accepted for it, without waiting until that is stored. */
  expectedInfo(facts: TraceFacts): StoredTraceInfo;
  /** As `store.resolveTraceId`, also for a trace that was accepted only. */
  expectedTraceId(id: string): TraceId | undefined;
  /** Answers one question of `protocol/messages/requests.ts`. */
  readonly ask: Ask;
  onDelta(listener: (delta: Delta) => void): Disposable;
  /** Tells listeners what a write to the store itself changed (assessments, deletion). */
  publish(changes: Changes): void;
  position(): Position;
  /** With all that was accepted. */
  readonly store: TraceStore;
  /** The whole canonical span of a stored one, by today's adapters. */
  readonly toSpan: (raw: RawSpan) => Span;
  /** The file here that a recorded path is; for those who read places out of the store. */
  readonly localFile: (recorded: string) => string;
  /** The store's own connection, for stores of other things (experiments, runs) in the same file. */
  readonly database: Database;
  /** What happened when the database was opened, and whether it fails now. */
  readonly notices: readonly Notice[];
  onNotices(listener: () => void): Disposable;
}

export interface EngineOptions {
  /** Absolute path, or `:memory:`. */
  readonly databaseFile: string;
  readonly normalise: Normalise;
  readonly resolveSource: ResolveSource;
  /** Absent: no code is known. */
  readonly textAsItRan?: TextAsItRan;
  /** The file here that a recorded path is. */
  readonly localFile?: (recorded: string) => string;
  /** Absent: no code is known. */
  readonly findCallPlace?: FindCallPlace;
  /** Absent: likewise. */
  readonly search?: CodeSearch;
  /** A listener that threw, a database that could not be tidied up: for the log. */
  readonly onError?: (error: unknown) => void;
  /** What is deleted by itself: nothing unless given. */
  readonly history?: HistoryLimits;
  readonly timer?: Timer;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** A trace whose root is missing is not waited for longer than this. */
const quietMs = 60_000;
/** The same for one that its program announced: MLflow 2 tells spans only when the root ends. */
const silentMs = 60 * 60_000;
const maxIssues = 100;
const settleEveryMs = 15_000;

/** The stages and their order. Throws where the database's folder cannot be written. */
export function createEngine(options: EngineOptions): Engine {
  const {
    normalise,
    resolveSource,
    findCallPlace = noCode,
    search = nothingToSearch,
    textAsItRan = async () => undefined,
    localFile = (recorded) => recorded,
    timer = nodeTimer,
    now = Date.now,
    onError = () => undefined,
  } = options;
  const { database, notices } = openDatabase(options.databaseFile, now);
  const store: TraceStore = new SqliteStore(database, now);
  const generation = randomUUID();
  const bus = new DeltaBus({ generation, timer, onError, traceCount: () => store.traceCount() });
  const position = () => bus.position;
  const publish = bus.publish.bind(bus);
  const canonical = (raw: RawSpan): Span => toSpan(normalise(withLocalFiles(raw, localFile)));

  const health = new StorageHealth();
  const reported = createIssueReport(onError);
  const stored = (batch: RawBatch): Changes => {
    try {
      return store.atomically(() => {
        const merged = store.withStored(batch.spans);
        const normalised = merged.map((raw) => reported(normalise(raw)));
        return store.write(normalised, batch.traces, batch.texts);
      });
    } catch (error) {
      if (health.failed(error)) onError(error);
      throw error;
    }
  };
  const write = (batch: RawBatch): void => {
    publish(stored(batch));
    checkpoint.wrote();
    health.succeeded();
  };

  const owned = new DisposableStore();
  owned.defer(() => store.close());
  const pending = owned.register(new PendingBatches(write, timer, onError));
  const isFailing = (): boolean => health.notices.length > 0;
  const ingest = (batch: RawBatch): void => {
    pending.flush();
    write(batch);
  };
  const caughtUp = (): TraceStore => {
    // Each attempt of a database that fails may take seconds; there is a time for them.
    pending.catchUp();
    if (!isFailing()) pending.tryFlush();
    return store;
  };
  const checkpoint = owned.register(new QuietCheckpoint(database, timer, onError));
  owned.register(bus);
  const settle = (): void => {
    publish(caughtUp().settleQuiet({ quietSinceMs: now() - quietMs, silentSinceMs: now() - silentMs }));
  };
  owned.register(every(timer, settleEveryMs, settle, onError));
  const { history } = options;
  if (history !== undefined) {
    const step = (): boolean => {
      const { changed, removed, more } = caughtUp().tidy(history);
      if (removed.length > 0) publish({ changed, removed });
      if (more) checkpoint.wrote();
      return more;
    };
    owned.register(createTidying(step, timer, onError));
  }

  const ask = createAsk({
    store,
    toSpan: canonical,
    localFile,
    resolveSource,
    textAsItRan,
    findCallPlace,
    search,
    position,
    publish,
  });
  return {
    ingest,
    // What was taken before it failed is kept as well.
    accept: (batch, manner) => {
      checkpoint.came();
      if (isFailing() && !pending.isWorking) ingest(batch);
      else pending.add(batch, manner);
    },
    later: (work, bytes, how) => {
      if (isFailing()) return false;
      checkpoint.came();
      pending.defer(work, bytes, how);
      return true;
    },
    catchUp: (which) => pending.catchUp(which),
    expectedInfo: (facts) => expectedInfo(store, pending.batches, facts),
    expectedTraceId: (id) => store.resolveTraceId(id) ?? expectedTraceId(pending.batches, id),
    ask: (name, params, signal) => {
      // A view hears of large bodies when they are in: it need not wait for them.
      if (!isFailing()) pending.tryFlush();
      return ask(name, params, signal);
    },
    onDelta: (listener) => bus.subscribe(listener),
    publish,
    position,
    get store() {
      return caughtUp();
    },
    toSpan: canonical,
    localFile,
    database,
    get notices() {
      return [...notices, ...health.notices];
    },
    onNotices: (listener) => health.onChange(listener),
    dispose: () => {
      caughtUp();
      owned.dispose();
    },
  };
}

const noCode: FindCallPlace = async () => ({ reason: 'No code is open here.' });

const nothingToSearch: CodeSearch = {
  tool: async () => ({ candidates: [], reason: 'No code is open here.' }),
  template: async () => ({ candidates: [], reason: 'No code is open here.' }),
};

/** Says each thing that adapters stumbled over once: a program sends the like of it with every span. */
function createIssueReport(onError: (error: unknown) => void): (span: NormalisedSpan) => NormalisedSpan {
  const known = new Set<string>();
  return (span) => {
    for (const issue of span.issues) {
      if (known.has(issue) || known.size >= maxIssues) continue;
      known.add(issue);
      onError(new Error(`adapter ${issue}`));
    }
    return span;
  };
}

function every(timer: Timer, ms: number, work: () => void, onError: (error: unknown) => void): Disposable {
  let pending: Disposable;
  const again = (): void => {
    pending = timer.after(ms, () => {
      try {
        work();
      } catch (error) {
        onError(error);
      }
      again();
    });
  };
  again();
  return { dispose: () => pending.dispose() };
}
