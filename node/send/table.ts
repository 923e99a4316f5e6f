import type {
  Attributes,
  Changes,
  HrTime,
  Origin,
  SpanEvent,
  SpanLink,
  SpanMessage,
  Status,
} from '../between/messages.ts';

const maxSpans = 5000;
/** As many as the receiver keeps of a trace. */
const mostStanding = 8;
const maxText = 16 * 1024 * 1024;

/** What is known of one span, and what of it the receiver has not been told. */
export interface Entry {
  readonly key: number;
  readonly origin: Origin;
  name: string;
  status: Status;
  attributes: Record<string, unknown>;
  events: SpanEvent[];
  links: SpanLink[];
  end?: HrTime;
  /** Characters of its texts. */
  weight: number;
  told?: Told;
  /** The receiver knows that it stands. */
  stands?: true;
}

/** `attributes`: those that changed since. */
interface Told {
  readonly attributes: Set<string>;
  events: number;
  links: number;
}

/** The spans that run, those that ended and are still to be told, and which have something new. Bounded in number and in text. */
export class Table {
  /** Ended spans are kept while the receiver is away. */
  keepsEnded = true;
  /** The newest span that was forgotten while it ran: those before it are as well. */
  forgotten = 0;
  readonly #running = new Map<number, Entry>();
  readonly #news = new Set<Entry>();
  #text = 0;

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  get hasNews(): boolean {
    return this.#news.size > 0;
  }

  take(message: SpanMessage): void {
    const entry = this.#entryOf(message);
    if (entry === undefined) return;
    add(entry, message.new);
    entry.weight += message.weight;
    this.#text += message.weight;
    this.#news.add(entry);
    if (message.op === 'end') {
      entry.end = message.end;
      this.#running.delete(entry.key);
      if (!this.keepsEnded) this.#drop(entry);
    }
    this.#bound();
  }

  /** The next one to tell of. It stays known while it runs. */
  next(): Entry | undefined {
    const [entry] = this.#news;
    if (entry === undefined) return undefined;
    this.#news.delete(entry);
    if (entry.end !== undefined) this.#text -= entry.weight;
    return entry;
  }

  /** For a receiver that may know nothing yet. */
  tellAllAgain(): void {
    for (const entry of this.#running.values()) {
      delete entry.told;
      delete entry.stands;
      this.#news.add(entry);
    }
  }

  /** Those without a running child, whose standing the receiver does not know yet; they count as told. */
  standing(): readonly Entry[] {
    const running = [...this.#running.values()];
    const parents = new Set(running.map(({ origin }) => origin.parentSpanId));
    const innermost = running.filter(({ origin }) => !parents.has(origin.spanId)).slice(-mostStanding);
    const fresh = innermost.filter(({ stands, told }) => stands === undefined && told !== undefined);
    for (const entry of fresh) entry.stands = true;
    return fresh;
  }

  dropEnded(): void {
    for (const entry of this.#news) if (entry.end !== undefined) this.#drop(entry);
  }

  #entryOf(message: SpanMessage): Entry | undefined {
    const { key } = message;
    const known = this.#running.get(key);
    if (known !== undefined || !('origin' in message) || message.origin === undefined) return known;
    const { origin } = message;
    const entry: Entry = {
      key,
      origin,
      name: '',
      status: { code: 0 },
      attributes: {},
      events: [],
      links: [],
      weight: 0,
    };
    this.#running.set(key, entry);
    return entry;
  }

  #bound(): void {
    while (this.#running.size > maxSpans || (this.#text > maxText && this.#running.size > 0)) {
      const [oldest] = this.#running.values();
      if (oldest === undefined) return;
      this.forgotten = Math.max(this.forgotten, oldest.key);
      this.#running.delete(oldest.key);
      this.#drop(oldest);
    }
    for (const entry of this.#news) {
      if (this.#news.size <= 2 * maxSpans && this.#text <= maxText) return;
      if (entry.end !== undefined) this.#drop(entry);
    }
  }

  #drop(entry: Entry): void {
    this.#news.delete(entry);
    this.#text -= entry.weight;
  }
}

function add(entry: Entry, { name, status, attributes, events = [], links = [] }: Changes): void {
  entry.name = name ?? entry.name;
  entry.status = status ?? entry.status;
  if (attributes) addAttributes(entry, attributes);
  entry.events.push(...events);
  entry.links.push(...links);
}

function addAttributes({ attributes, told }: Entry, given: Attributes): void {
  for (const key of Object.keys(given)) {
    attributes[key] = given[key];
    told?.attributes.add(key);
  }
}
