import { type Message, slot, state } from '../between/messages.ts';
import { report } from '../between/report.ts';
import { Away, type Connection } from './connection.ts';
import { recordOf, sampleOf } from './record.ts';
import type { Table } from './table.ts';
import type { Texts } from './texts.ts';

export interface SenderDeps {
  readonly connection: Pick<Connection, 'isOpen' | 'open' | 'close' | 'post' | 'onLost'>;
  readonly table: Table;
  readonly texts: Pick<Texts, 'of' | 'take' | 'forget'>;
  /** First line of every body. */
  readonly hello: string;
  /** By `slot`. */
  readonly shared: Int32Array;
}

/** A change is told 10 ms later, since SDKs set inputs just after the start, and at most every 40 ms. */
const firstMs = 10;
const betweenMs = 40;
/** A program that asked for spans may yet make some. */
const silentMs = 5000;
/** Where nothing was heard for so long, spans that run stand. */
const standMs = 2000;
const firstPauseMs = 500;
const longestPauseMs = 15_000;
/** So long is what ended kept for a receiver that was there before. */
const keepMs = 60_000;
const batchLines = 200;
const batchCharacters = 1 << 20;

/**
 * Tells the receiver what is new. Where it does not answer, it is left in peace for a while, longer each time; when it is back, every
 * span that still runs is told again in full. No timer runs where nothing is new, but for one that says once that it is so.
 */
export class Sender {
  readonly #deps: SenderDeps;
  #timer: NodeJS.Timeout | undefined;
  #standing: NodeJS.Timeout | undefined;
  /** Lines that are no spans'. */
  #asides: readonly string[] = [];
  /** Is told if no span comes soon. */
  #silence: { readonly line: string; readonly timer: NodeJS.Timeout } | undefined;
  /** Turns go one after the other. */
  #turning: Promise<void> | undefined;
  /** Was not answered yet: the receiver may be between two lives. */
  #pending: readonly string[] | undefined;
  #wasThere = false;
  #awaySinceMs: number | undefined;
  #retryAtMs = 0;
  #pauseMs = firstPauseMs;
  #toldAtMs = 0;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
    deps.connection.onLost = () => deps.table.isRunning && this.#schedule();
  }

  take(message: Message): void {
    if (message.op === 'flush') {
      void this.#flush();
      return;
    }
    if (message.op === 'silent') {
      const timer = setTimeout(() => this.#tellSilence(), silentMs);
      this.#silence = { line: JSON.stringify(message), timer };
      return;
    }
    this.#takeSilence();
    const { table, shared } = this.#deps;
    Atomics.add(shared, slot.takenWeight, message.weight);
    Atomics.add(shared, slot.taken, 1);
    try {
      table.take(message);
      Atomics.store(shared, slot.forgotten, table.forgotten);
    } catch (error) {
      report(error);
    }
    if (table.hasNews) this.#schedule();
    this.#watchStanding();
  }

  #tellSilence(): void {
    this.#asides = [...this.#asides, ...this.#takeSilence()];
    this.#schedule();
  }

  #takeSilence(): readonly string[] {
    const silence = this.#silence;
    clearTimeout(silence?.timer);
    this.#silence = undefined;
    return silence === undefined ? [] : [silence.line];
  }

  #watchStanding(): void {
    if (!this.#deps.table.isRunning) {
      clearTimeout(this.#standing);
      this.#standing = undefined;
    } else if (this.#standing === undefined) this.#standing = setTimeout(() => this.#tellStanding(), standMs);
    else this.#standing.refresh();
  }

  #tellStanding(): void {
    const samples = this.#deps.table.standing().flatMap((entry) => sampleOf(entry, Date.now()) ?? []);
    if (samples.length === 0) return;
    this.#asides = samples.map((sample) => JSON.stringify(sample));
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#turning !== undefined) return;
    const now = performance.now();
    const ms = this.#awaySinceMs === undefined ? this.#toldAtMs + betweenMs - now : this.#retryAtMs - now;
    this.#timer = setTimeout(() => void this.#turn([]), Math.max(firstMs, ms));
  }

  /** At the end of the program's thread: what there is to say, and that it ends. */
  async #flush(): Promise<void> {
    const { shared } = this.#deps;
    while (this.#turning !== undefined) await this.#turning;
    const silence = this.#takeSilence();
    if (this.#awaySinceMs === undefined) await this.#turn([...silence, '{"op":"bye"}']);
    Atomics.add(shared, slot.flushed, 1);
    Atomics.notify(shared, slot.flushed);
  }

  async #turn(last: readonly string[]): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turning = this.#deliver(last).then(
      () => this.#succeeded(),
      (error: unknown) => this.#failed(error),
    );
    await this.#turning;
    this.#turning = undefined;
    const { table, connection } = this.#deps;
    // Between two turns the connection may have been lost, with spans that run.
    if (table.hasNews || this.#pending !== undefined || (table.isRunning && !connection.isOpen))
      this.#schedule();
  }

  async #deliver(last: readonly string[]): Promise<void> {
    const { connection, table, texts } = this.#deps;
    if (!connection.isOpen) {
      await connection.open();
      texts.forget();
      table.tellAllAgain();
      this.#watchStanding();
    }
    await this.#post();
    for (this.#pending = this.#lines(); this.#pending !== undefined; this.#pending = this.#lines()) {
      await this.#post();
    }
    if (last.length > 0) {
      this.#pending = last;
      await this.#post();
    }
  }

  /** The next request's; undefined where nothing is new. */
  #lines(): readonly string[] | undefined {
    const { table, texts } = this.#deps;
    const lines: string[] = [];
    let characters = 0;
    while (lines.length < batchLines && characters < batchCharacters) {
      const entry = table.next();
      if (entry === undefined) break;
      try {
        const record = recordOf(entry, (place) => texts.of(place));
        for (const line of [...texts.take(), record].map((one) => JSON.stringify(one))) {
          lines.push(line);
          characters += line.length;
        }
      } catch (error) {
        report(error);
      }
    }
    const samples = lines.length === 0 ? this.#asides : [];
    if (samples.length > 0) this.#asides = [];
    return lines.length + samples.length === 0 ? undefined : [...lines, ...samples];
  }

  async #post(): Promise<void> {
    if (this.#pending === undefined) return;
    const status = await this.#deps.connection.post([this.#deps.hello, ...this.#pending].join('\n'));
    if (status === 404 || status === 408 || status === 429 || status >= 500) {
      throw new Away(`the receiver said ${status}`);
    }
    this.#pending = undefined;
    this.#wasThere = true;
  }

  #succeeded(): void {
    this.#toldAtMs = performance.now();
    this.#awaySinceMs = undefined;
    this.#pauseMs = firstPauseMs;
    this.#deps.table.keepsEnded = true;
    Atomics.store(this.#deps.shared, slot.state, state.there);
  }

  #failed(error: unknown): void {
    if (!(error instanceof Away)) report(error);
    const { connection, table, shared } = this.#deps;
    connection.close();
    const now = performance.now();
    this.#awaySinceMs ??= now;
    this.#retryAtMs = now + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
    table.keepsEnded = this.#wasThere && now < this.#awaySinceMs + keepMs;
    if (!table.keepsEnded) {
      this.#pending = undefined;
      table.dropEnded();
    }
    Atomics.store(shared, slot.state, state.away);
  }
}
