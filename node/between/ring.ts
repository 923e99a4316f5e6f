/**
 * Short texts from one thread to another by memory that both see: a quarter of what `postMessage` takes of the thread that writes. One
 * thread writes, one reads. A record is its length in bytes, the mark that came with it, and UTF-8; none wraps around the end.
 */

const headerBytes = 8;
/** In the place of a length: the next record is at the beginning. */
const goesOnAtStart = -1;
/** UTF-8 of one UTF-16 unit. */
const mostBytes = 3;

/** Places in the Int32Array at the beginning. */
const place = { head: 0, tail: 1, isAsleep: 2 } as const;
const controlBytes = 16;

/** `bytes`: a multiple of 4. Texts of a quarter of it are never taken. */
export function createRing(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(controlBytes + bytes);
}

interface Views {
  readonly control: Int32Array;
  readonly numbers: Int32Array;
  readonly bytes: Buffer;
}

function viewsOf(ring: SharedArrayBuffer): Views {
  return {
    control: new Int32Array(ring, 0, controlBytes / 4),
    numbers: new Int32Array(ring, controlBytes),
    bytes: Buffer.from(ring, controlBytes),
  };
}

export class RingWriter {
  readonly #views: Views;
  #head = 0;

  constructor(ring: SharedArrayBuffer) {
    this.#views = viewsOf(ring);
  }

  /** False where there is no room: nothing was written. */
  write(text: string, mark: number): boolean {
    const { control, numbers, bytes } = this.#views;
    const most = headerBytes + text.length * mostBytes;
    if (most > bytes.length / 4) return false;
    const at = this.#roomFor(most + 3);
    if (at === undefined) return false;
    if (at < this.#head) numbers[this.#head / 4] = goesOnAtStart;
    const length = bytes.write(text, at + headerBytes, 'utf8');
    numbers[at / 4] = length;
    numbers[at / 4 + 1] = mark;
    this.#head = afterRecord(at, length);
    Atomics.store(control, place.head, this.#head);
    return true;
  }

  /** True for one call after the reader went to sleep: it has to be woken. */
  takeSleep(): boolean {
    const { control } = this.#views;
    return (
      Atomics.load(control, place.isAsleep) === 1 &&
      Atomics.compareExchange(control, place.isAsleep, 1, 0) === 1
    );
  }

  /** Head and tail are the same only where the ring is empty, so one place always stays free. */
  #roomFor(size: number): number | undefined {
    const { control, bytes } = this.#views;
    const [head, tail] = [this.#head, Atomics.load(control, place.tail)];
    if (head < tail) return size < tail - head ? head : undefined;
    if (size < bytes.length - head) return head;
    return size < tail ? 0 : undefined;
  }
}

export class RingReader {
  readonly #views: Views;
  #tail = 0;

  constructor(ring: SharedArrayBuffer) {
    this.#views = viewsOf(ring);
  }

  /** The mark of the oldest record; undefined where there is none. */
  peek(): number | undefined {
    const { control, numbers } = this.#views;
    if (Atomics.load(control, place.head) === this.#tail) return undefined;
    if (numbers[this.#tail / 4] === goesOnAtStart) this.#tail = 0;
    return numbers[this.#tail / 4 + 1];
  }

  /** The text of the record that `peek` has found. */
  take(): string {
    const { control, numbers, bytes } = this.#views;
    const length = numbers[this.#tail / 4] ?? 0;
    const from = this.#tail + headerBytes;
    const text = bytes.toString('utf8', from, from + length);
    this.#tail = afterRecord(this.#tail, length);
    Atomics.store(control, place.tail, this.#tail);
    return text;
  }

  /** False where something was written in the meantime: the reader stays awake. */
  fallAsleep(): boolean {
    const { control } = this.#views;
    Atomics.store(control, place.isAsleep, 1);
    if (Atomics.load(control, place.head) === this.#tail) return true;
    return Atomics.compareExchange(control, place.isAsleep, 1, 0) === 0;
  }
}

function afterRecord(at: number, length: number): number {
  return (at + headerBytes + length + 3) & ~3;
}
