import type { Posted, Sent } from '../between/messages.ts';
import { RingWriter } from '../between/ring.ts';

/**
 * What the program's thread tells, in its order: texts by the ring while it has room, everything else by messages. Each text says how many
 * messages came before it.
 */
export class Outbox {
  readonly #ring: RingWriter;
  readonly #postMessage: (posted: Posted) => void;
  #messages = 0;

  constructor(ring: SharedArrayBuffer, postMessage: (posted: Posted) => void) {
    this.#ring = new RingWriter(ring);
    this.#postMessage = postMessage;
  }

  post(sent: Sent): void {
    if (typeof sent !== 'string' || !this.#ring.write(sent, this.#messages)) {
      this.#messages = (this.#messages + 1) | 0;
      this.#postMessage(sent);
    } else if (this.#ring.takeSleep()) this.#postMessage(null);
  }
}
