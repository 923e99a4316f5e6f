import {
  type Changes,
  type Place,
  type Sent,
  type SpanMessage,
  slot,
  slots,
  state,
} from '../between/messages.ts';
import { clip, endedText, runningText } from './clip.ts';
import { keptRatio } from './sampler.ts';
import { changeOf, everythingOf, originOf, type SdkSpan } from './sdkSpan.ts';
import type { SpanListener } from './tap.ts';

/** The sender's thread, from here. */
export interface SenderThread {
  post(sent: Sent): void;
}

export interface TellerDeps {
  /** Undefined where a program may have no threads. */
  readonly startSender: (shared: SharedArrayBuffer, onGone: () => void) => SenderThread | undefined;
  readonly thread: { readonly id: number; readonly name: string };
  /** Milliseconds, from any start. */
  readonly now: () => number;
}

/** Of messages that the sender has not taken yet. */
const maxWaiting = 5000;
const maxWaitingWeight = 16 * 1024 * 1024;
/** Of the 200 ms that the program's end may wait: the rest goes by until the sender has answered or not. */
const exitMs = 160;
/** A debugger lets a new thread go by a message to this one, which hears it between two waits only. */
const sliceMs = 5;

const nothingCut: ReadonlySet<string> = new Set();

interface Entry {
  readonly key: number;
  /** Attributes of which the sender has the beginning only. */
  cut: ReadonlySet<string>;
  /** A message was not sent, for too many waited: the end tells all. */
  isLost: boolean;
}

/**
 * Tells the sender of each start, change and end at once: at a breakpoint this thread does nothing any more. What waits is bounded by
 * numbers that both threads share.
 */
export class Teller implements SpanListener {
  readonly #deps: TellerDeps;
  readonly #entries = new WeakMap<object, Entry>();
  readonly #shared = new Int32Array(new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT));
  #sender: SenderThread | undefined;
  #isStarted = false;
  #isSilenceTold = false;
  #keys = 0;
  #posted = 0;
  #postedWeight = 0;
  #flushes = 0;
  #exitUntil: number | undefined;

  constructor(deps: TellerDeps) {
    this.#deps = deps;
  }

  knows(span: object): boolean {
    return this.#entries.has(span);
  }

  /** The sender takes longer to start than the first span may last. */
  expected(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const gone = (): void => void Atomics.store(this.#shared, slot.state, state.gone);
    this.#sender = this.#deps.startSender(this.#shared.buffer as SharedArrayBuffer, gone);
    if (!this.#sender) gone();
  }

  started(span: SdkSpan, call: Place | undefined): void {
    this.expected();
    if (this.#state() === state.gone) return;
    this.#keys += 1;
    const entry: Entry = { key: this.#keys, cut: nothingCut, isLost: false };
    this.#entries.set(span, entry);
    const origin = originOf(span, this.#deps.thread, call);
    this.#tell(entry, everythingOf(span), (changes, weight) => ({
      op: 'start',
      key: entry.key,
      weight,
      origin,
      new: changes,
    }));
  }

  sampledOut(tracer: unknown): void {
    if (this.#isSilenceTold || this.#keys > 0) return;
    this.#isSilenceTold = true;
    const ratio = keptRatio(tracer);
    if (ratio === undefined) return;
    const setting = process.env.OTEL_TRACES_SAMPLER ? 'OTEL_TRACES_SAMPLER' : null;
    this.#sender?.post({ op: 'silent', ratio, setting });
  }

  /** The SDK is switched off, by the environment. */
  disabled(): void {
    if (this.#isSilenceTold || this.#keys > 0) return;
    this.#isSilenceTold = true;
    this.expected();
    this.#sender?.post({ op: 'silent', by: 'OTEL_SDK_DISABLED' });
  }

  changed(span: SdkSpan, method: string, given: readonly unknown[]): void {
    const entry = this.#entries.get(span);
    const changes = entry && !entry.isLost ? changeOf[method]?.(span, given) : undefined;
    if (entry && changes) {
      this.#tell(entry, changes, (clipped, weight) => ({
        op: 'change',
        key: entry.key,
        weight,
        new: clipped,
      }));
    }
  }

  ended(span: SdkSpan): void {
    const entry = this.#entries.get(span);
    if (!entry) return;
    this.#entries.delete(span);
    const isWhole = entry.isLost || entry.key <= Atomics.load(this.#shared, slot.forgotten);
    const { changes, weight, isJson } = clip(isWhole ? everythingOf(span) : cutOf(span, entry), endedText);
    const origin = isWhole ? { origin: originOf(span, this.#deps.thread, undefined) } : {};
    this.#post({ op: 'end', key: entry.key, weight, end: span.endTime, new: changes, ...origin }, isJson);
  }

  /** When the thread or its process ends: what is told now is waited for, all in all no longer than `exitMs`. */
  flush(): void {
    this.#exitUntil ??= this.#deps.now() + exitMs;
    if (this.#sender === undefined) return;
    this.#sender.post({ op: 'flush' });
    this.#flushes += 1;
    const { now } = this.#deps;
    for (;;) {
      const done = Atomics.load(this.#shared, slot.flushed);
      const left = this.#exitUntil - now();
      const isAnswered = done >= this.#flushes || this.#state() >= state.away;
      if (isAnswered || left <= 0) return;
      Atomics.wait(this.#shared, slot.flushed, done, Math.min(sliceMs, left));
    }
  }

  #state(): number {
    return Atomics.load(this.#shared, slot.state);
  }

  #tell(entry: Entry, changes: Changes, message: (changes: Changes, weight: number) => SpanMessage): void {
    const { changes: clipped, weight, cut, isJson } = clip(changes, runningText);
    if (cut.length > 0) entry.cut = new Set([...entry.cut, ...cut]);
    if (!this.#post(message(clipped, weight), isJson)) entry.isLost = true;
  }

  #post(message: SpanMessage, isJson: boolean): boolean {
    // Both sides wrap around alike.
    const waiting = (this.#posted - Atomics.load(this.#shared, slot.taken)) | 0;
    const weight = (this.#postedWeight - Atomics.load(this.#shared, slot.takenWeight)) | 0;
    const isFull = waiting >= maxWaiting || weight + message.weight > maxWaitingWeight;
    if (isFull || this.#sender === undefined || this.#state() === state.gone) return false;
    this.#sender.post(isJson ? JSON.stringify(message) : message);
    this.#posted = (this.#posted + 1) | 0;
    this.#postedWeight = (this.#postedWeight + message.weight) | 0;
    if (this.#exitUntil !== undefined) this.flush();
    return true;
  }
}

/** What the sender has cut short, whole. */
function cutOf({ attributes }: SdkSpan, { cut }: Entry): Changes {
  if (cut.size === 0) return {};
  const whole = [...cut].filter((key) => Object.hasOwn(attributes, key));
  return { attributes: Object.fromEntries(whole.map((key) => [key, attributes[key]])) };
}
