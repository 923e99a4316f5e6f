import type { Message, Posted, Sent } from '../between/messages.ts';
import { report } from '../between/report.ts';
import { RingReader } from '../between/ring.ts';

/** While something comes, it is looked for without being woken: that costs the program's thread a message. */
const lookEveryMs = 4;

/** Takes what the program's thread tells, in its order, from the ring and from messages (`Outbox`). */
export class Inbox {
  readonly #ring: RingReader;
  readonly #take: (message: Message) => void;
  readonly #posted: Sent[] = [];
  #messages = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(ring: SharedArrayBuffer, take: (message: Message) => void) {
    this.#ring = new RingReader(ring);
    this.#take = take;
  }

  /** A message, or null: there are texts in the ring. */
  hear(posted: Posted): void {
    if (posted !== null) this.#posted.push(posted);
    this.look();
  }

  /** Takes what is there, and looks again until nothing is. */
  look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#takeAll() === 0 && this.#ring.fallAsleep()) return;
    this.#timer = setTimeout(() => this.look(), lookEveryMs);
  }

  #takeAll(): number {
    for (let taken = 0; ; taken += 1) {
      const next = this.#next();
      if (next === undefined) return taken;
      try {
        this.#take(typeof next === 'string' ? (JSON.parse(next) as Message) : next);
      } catch (error) {
        report(error);
      }
    }
  }

  /** A text waits for the messages that came before it: those may still be under way. */
  #next(): Sent | undefined {
    const before = this.#ring.peek();
    if (before === this.#messages) return this.#ring.take();
    const next = this.#posted.shift();
    if (next !== undefined) this.#messages = (this.#messages + 1) | 0;
    return next;
  }
}
