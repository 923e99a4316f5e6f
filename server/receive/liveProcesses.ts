import type { Disposable } from '../../protocol/base/disposable.ts';
import { nanosFromMillis } from '../../protocol/base/time.ts';
import type { ProgramExit } from '../../protocol/messages/language.ts';
import type { Hello } from '../decode/liveHello.ts';
import type { ProcessEnd } from '../decode/rawSpan.ts';
import type { Engine } from '../engine.ts';
import type { StoredProcess } from '../store/openSpans.ts';
import type { Connection } from './http.ts';
import { LiveRuns } from './liveRuns.ts';
import { abortedSpans } from './liveVerdict.ts';
import type { Life } from './processAlive.ts';

/** The processes that send live records: notices when one is gone, and gives its open spans their end. */
export interface LiveProcesses extends Disposable {
  /** After the records of a body are stored. */
  heard(hello: Hello, connection: Connection): void;
  /** It said that it ends. */
  ended(processId: string): void;
  /** Whoever started a program heard how it ended. */
  exited(exit: ProgramExit): void;
}

export interface LiveProcessesDeps {
  readonly engine: Pick<Engine, 'ingest' | 'store' | 'publish'>;
  readonly timer: { after(ms: number, work: () => void): Disposable };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly isAlive: (pid: number, host: string | undefined) => Life;
  /** A database that fails when spans are given their end: for the log. */
  readonly onError: (error: unknown) => void;
}

interface Known extends StoredProcess {
  connection?: Connection;
  /** Set while nobody is connected. */
  lostMs?: number;
  watch?: Disposable;
}

/** Between two looks at a process that has lost its connection. */
const looksMs = [20, 60, 150, 300, 500, 1000, 2000] as const;
/** A helper comes back within 15 s (its longest pause); one that does not is gone, or has become another program. */
const returnMs = 20_000;

/** Also watches the processes whose spans ran when the receiver last ended. */
export function createLiveProcesses(deps: LiveProcessesDeps): LiveProcesses {
  const processes = new Processes(deps);
  processes.recover();
  return processes;
}

class Processes implements LiveProcesses {
  readonly #deps: LiveProcessesDeps;
  readonly #known = new Map<string, Known>();
  readonly #runs: LiveRuns;
  #disposed = false;

  constructor(deps: LiveProcessesDeps) {
    this.#deps = deps;
    this.#runs = new LiveRuns(deps);
  }

  recover(): void {
    for (const process of this.#deps.engine.store.openProcesses()) this.#lost(this.#know(process));
  }

  heard(hello: Hello, connection: Connection): void {
    const { process: processId, pid, host } = hello;
    const known = this.#know({ processId, pid, ...(host ? { host } : {}) });
    this.#runs.joined(hello);
    known.watch?.dispose();
    delete known.lostMs;
    if (known.connection !== connection) {
      known.connection = connection;
      connection.once('close', () => this.#closed(known, connection));
    }
    this.#endFormerPrograms(known);
    if (connection.destroyed) this.#closed(known, connection);
  }

  ended(processId: string): void {
    const known = this.#known.get(processId);
    if (known !== undefined) this.#end(known, 'ended');
  }

  exited(exit: ProgramExit): void {
    this.#runs.exited(exit);
  }

  dispose(): void {
    this.#disposed = true;
    for (const { watch } of this.#known.values()) watch?.dispose();
    this.#known.clear();
  }

  #know(process: StoredProcess): Known {
    const known: Known = this.#known.get(process.processId) ?? { ...process };
    this.#known.set(process.processId, known);
    return known;
  }

  /** A process that runs another program now (exec), or whose number was given away again. */
  #endFormerPrograms({ processId, pid, host }: Known): void {
    for (const other of [...this.#known.values()]) {
      const isFormer = other.pid === pid && other.host === host && other.processId !== processId;
      if (isFormer && other.connection === undefined) this.#end(other, 'vanished');
    }
  }

  #closed(known: Known, connection: Connection): void {
    if (this.#disposed || known.connection !== connection || this.#known.get(known.processId) !== known)
      return;
    delete known.connection;
    this.#lost(known);
  }

  #lost(known: Known): void {
    known.lostMs = this.#deps.now();
    this.#look(known, 0);
  }

  #look(known: Known, looks: number): void {
    const { isAlive, now, timer } = this.#deps;
    const life = isAlive(known.pid, known.host);
    if (life === 'gone' || now() - (known.lostMs ?? 0) >= returnMs) {
      this.#end(known, 'vanished');
      return;
    }
    const ms = looksMs[looks] ?? looksMs.at(-1) ?? returnMs;
    known.watch = timer.after(ms, () => this.#look(known, looks + 1));
  }

  #end(known: Known, how: ProcessEnd): void {
    known.watch?.dispose();
    this.#known.delete(known.processId);
    const { engine, now, onError } = this.#deps;
    try {
      const spans = abortedSpans(engine.store.openSpans(known), how, nanosFromMillis(now()));
      if (spans.length > 0) engine.ingest({ spans, traces: [] });
      this.#runs.left(known.processId, how);
    } catch (error) {
      onError(error);
    }
  }
}
