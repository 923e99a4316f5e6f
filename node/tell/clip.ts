import type { Attributes, Built, Changes } from '../between/messages.ts';

/** Characters of one text: while the span runs, and in its last record, which may be all that anybody gets. */
export const runningText = 64 * 1024;
export const endedText = 1024 * 1024;
/** Of all texts of one record: the receiver takes lines of 16 MB. */
const recordText = 4 * 1024 * 1024;
const maxItems = 1000;

export interface Clipped {
  readonly changes: Changes;
  /** Characters that are left. */
  readonly weight: number;
  /** Attributes that were cut. */
  readonly cut: readonly string[];
  /** JSON says the same of it. */
  readonly isJson: boolean;
}

/** The changes with texts of at most `most` characters. What needs no cut is the SDK's own object. */
export function clip(changes: Changes, most: number): Clipped {
  const clipper = new Clipper(most);
  const { name, status, attributes, events, links } = changes;
  const clipped: Built<Changes> = {};
  if (name !== undefined) clipped.name = clipper.text(name);
  if (status !== undefined)
    clipped.status =
      status.message === undefined ? status : { ...status, message: clipper.text(status.message) };
  if (attributes) clipped.attributes = clipper.attributes(attributes, true);
  if (events)
    clipped.events = events.map((one) => ({ ...one, attributes: clipper.attributes(one.attributes, false) }));
  if (links)
    clipped.links = links.map((one) => ({ ...one, attributes: clipper.attributes(one.attributes, false) }));
  return { changes: clipped, weight: clipper.weight, cut: clipper.cut, isJson: clipper.isJson };
}

class Clipper {
  weight = 0;
  isJson = true;
  readonly cut: string[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  attributes(attributes: Attributes, isOwn: boolean): Attributes {
    const clipped: Record<string, unknown> = {};
    for (const key in attributes) {
      const value = attributes[key];
      clipped[key] = this.#value(value);
      if (isOwn && clipped[key] !== value) this.cut.push(key);
    }
    return clipped;
  }

  text(text: string): string {
    const most = Math.min(this.#most, Math.max(0, recordText - this.weight));
    this.weight += Math.min(text.length, most);
    if (text.length <= most) return text;
    return `${text.slice(0, most)}… [Sidetrace shows the first ${most} of ${text.length} characters]`;
  }

  #value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    this.weight += 8;
    if (!isInJson(value)) this.isJson = false;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.slice(0, maxItems).map((item) => this.#value(item));
      return items.length === value.length && items.every((item, at) => item === value[at]) ? value : items;
    }
    // Newer SDKs take maps; as text they are bounded like one.
    return this.text(textOf(value));
  }
}

function isInJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === 'boolean' || typeof value === 'object';
}

function textOf(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return String(value);
  }
}
