const slots = 1024;
const maxLength = 48;

/**
 * Remembers short texts by their bytes. The keys and many values of a batch repeat in every span: looking
 * one up is cheaper than decoding it, and equal texts share one string.
 */
export class InternTable {
  readonly #texts: (string | undefined)[] = new Array(slots);

  /** The text of `bytes[start, end)`, decoded as UTF-8 when it is not in the table. */
  get(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length > maxLength) return bytes.toString('utf8', start, end);
    let hash = length;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    const slot = (hash ^ (hash >>> 10)) & (slots - 1);
    const known = this.#texts[slot];
    if (known !== undefined && equals(known, bytes, start, length)) return known;
    const text = bytes.toString('utf8', start, end);
    this.#texts[slot] = text;
    return text;
  }
}

/** False for any text beyond ASCII, which is then simply decoded again. */
function equals(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f || code !== bytes[start + i]) return false;
  }
  return true;
}
