/** A pattern's tree. `chars` says of a code point whether it is meant. */
export type PatternNode =
  | { readonly kind: 'chars'; readonly has: (code: number) => boolean }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly item: PatternNode; readonly min: number; readonly max: number }
  | { readonly kind: 'place'; readonly where: Place };

export type Place = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'word' | 'notWord' | 'veryEnd';

/** `unsupported`: Python would read it, we do not. `invalid`: Python would not either. */
export class PatternError extends Error {
  readonly code: 'unsupported' | 'invalid';

  constructor(code: PatternError['code'], message: string) {
    super(message);
    this.name = 'PatternError';
    this.code = code;
  }

  static is(error: unknown): error is PatternError {
    return error instanceof Error && error.name === 'PatternError';
  }
}

const maxDepth = 100;

/**
 * A regular expression of Python's `re` as far as it can be matched in linear time: characters, `.`, classes, groups,
 * `|`, `* + ? {m,n}` (also lazy), `^ $ \A \Z \b \B`, `\d \w \s` and the flags `i`, `m`, `s` at the beginning. Throws
 * `PatternError`; look-around, backreferences and scoped flags are `unsupported`.
 */
export function parsePattern(pattern: string): PatternNode {
  const flags = /^\(\?([aimsu]+)\)/.exec(pattern);
  const reader = new Reader(pattern, flags?.[0].length ?? 0, flags?.[1] ?? '');
  const node = reader.choice(0);
  if (!reader.atEnd) throw new PatternError('invalid', 'unbalanced parenthesis');
  return node;
}

class Reader {
  readonly #letters: readonly string[];
  #at: number;
  readonly #flags: string;

  constructor(pattern: string, from: number, flags: string) {
    this.#letters = [...pattern];
    this.#at = from;
    this.#flags = flags;
  }

  get atEnd(): boolean {
    return this.#at >= this.#letters.length;
  }

  choice(depth: number): PatternNode {
    if (depth > maxDepth) throw new PatternError('unsupported', `groups deeper than ${maxDepth}`);
    const options = [this.#sequence(depth)];
    while (this.#take('|')) options.push(this.#sequence(depth));
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  #sequence(depth: number): PatternNode {
    const items: PatternNode[] = [];
    while (!this.atEnd && this.#peek() !== '|' && this.#peek() !== ')') items.push(this.#repeated(depth));
    return { kind: 'sequence', items };
  }

  #repeated(depth: number): PatternNode {
    if (this.#quantifier() !== undefined) throw new PatternError('invalid', 'nothing to repeat');
    const item = this.#atom(depth);
    const range = this.#quantifier();
    if (range === undefined) return item;
    if (item.kind === 'place') throw new PatternError('unsupported', 'a repeated anchor');
    this.#take('?');
    if (this.#peek() === '+') throw new PatternError('unsupported', 'a possessive repetition');
    if (this.#quantifier() !== undefined) throw new PatternError('invalid', 'multiple repeat');
    return { kind: 'repeat', item, min: range[0], max: range[1] };
  }

  #quantifier(): readonly [min: number, max: number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    const rest = this.#letters.slice(this.#at, this.#at + 24).join('');
    const match = /^\{(\d{0,9})(?:(,)(\d{0,9}))?\}/.exec(rest);
    if (match === null || match[0] === '{}' || match[0] === '{,}') return undefined;
    this.#at += match[0].length;
    const min = Number(match[1] || 0);
    const max = match[2] === undefined ? min : match[3] ? Number(match[3]) : Number.POSITIVE_INFINITY;
    if (max < min) throw new PatternError('invalid', 'min repeat greater than max repeat');
    return [min, max];
  }

  #atom(depth: number): PatternNode {
    const letter = this.#next();
    switch (letter) {
      case '(':
        return this.#group(depth);
      case '[':
        return chars(this.#class());
      case '.':
        return chars(this.#flags.includes('s') ? () => true : (code) => code !== 10);
      case '^':
        return { kind: 'place', where: this.#flags.includes('m') ? 'lineStart' : 'start' };
      case '$':
        return { kind: 'place', where: this.#flags.includes('m') ? 'lineEnd' : 'end' };
      case '\\':
        return this.#escape();
      default:
        return this.#literal(codeOf(letter));
    }
  }

  #group(depth: number): PatternNode {
    if (this.#take('?')) {
      const isNamed = this.#peek() === 'P' && this.#letters[this.#at + 1] === '<';
      if (isNamed) this.#at = this.#letters.indexOf('>', this.#at) + 1 || this.#letters.length;
      else if (!this.#take(':')) throw new PatternError('unsupported', `(?${this.#peek() ?? ''}`);
    }
    const node = this.choice(depth + 1);
    if (!this.#take(')')) throw new PatternError('invalid', 'missing )');
    return node;
  }

  #escape(): PatternNode {
    const letter = this.#next();
    const place = places.get(letter);
    if (place !== undefined) return { kind: 'place', where: place };
    if (/[0-9]/.test(letter)) throw new PatternError('unsupported', `\\${letter}`);
    const known = kinds.get(letter);
    return known === undefined ? this.#literal(this.#escapedCode(letter)) : chars(known);
  }

  /** Of `\n`, `\x41`, `\u0041`, `\.`; a letter that means nothing is an error, as in Python. */
  #escapedCode(letter: string): number {
    const control = controls.get(letter);
    if (control !== undefined) return control;
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits !== undefined) {
      const hex = this.#letters.slice(this.#at, this.#at + digits).join('');
      if (!/^[\da-f]+$/i.test(hex) || hex.length < digits) throw new PatternError('invalid', 'bad escape');
      this.#at += digits;
      return Number.parseInt(hex, 16);
    }
    if (/[a-z]/i.test(letter)) throw new PatternError('invalid', `bad escape \\${letter}`);
    return codeOf(letter);
  }

  #class(): (code: number) => boolean {
    const isNegated = this.#take('^');
    const parts: ((code: number) => boolean)[] = [];
    for (let isFirst = true; isFirst || this.#peek() !== ']'; isFirst = false) {
      const low = this.#classMember();
      if (typeof low === 'function') parts.push(low);
      else if (this.#peek() === '-' && this.#letters[this.#at + 1] !== ']') {
        this.#at += 1;
        const high = this.#classMember();
        if (typeof high === 'function' || high < low)
          throw new PatternError('invalid', 'bad character range');
        parts.push((code) => code >= low && code <= high);
      } else parts.push((code) => code === low);
    }
    this.#at += 1;
    const has = this.#folded((code) => parts.some((part) => part(code)));
    return isNegated ? (code) => !has(code) : has;
  }

  #classMember(): number | ((code: number) => boolean) {
    const letter = this.#next();
    if (letter !== '\\') return codeOf(letter);
    const escaped = this.#next();
    if (escaped === 'b') return 8;
    return kinds.get(escaped) ?? this.#escapedCode(escaped);
  }

  #literal(code: number): PatternNode {
    return chars(this.#folded((other) => other === code));
  }

  #folded(has: (code: number) => boolean): (code: number) => boolean {
    if (!this.#flags.includes('i')) return has;
    return (code) => {
      const letter = String.fromCodePoint(code);
      return has(code) || has(codeOf(letter.toLowerCase())) || has(codeOf(letter.toUpperCase()));
    };
  }

  #peek(): string | undefined {
    return this.#letters[this.#at];
  }

  #take(letter: string): boolean {
    if (this.#peek() !== letter) return false;
    this.#at += 1;
    return true;
  }

  #next(): string {
    const letter = this.#letters[this.#at++];
    if (letter === undefined) throw new PatternError('invalid', 'unexpected end of pattern');
    return letter;
  }
}

function chars(has: (code: number) => boolean): PatternNode {
  return { kind: 'chars', has };
}

function codeOf(letter: string): number {
  return letter.codePointAt(0) ?? 0;
}

export function isWordCode(code: number): boolean {
  return /[\p{L}\p{N}_]/u.test(String.fromCodePoint(code));
}

const isDigit = (code: number) => /\p{Nd}/u.test(String.fromCodePoint(code));
const isSpace = (code: number) => /\s/u.test(String.fromCodePoint(code));

const kinds: ReadonlyMap<string, (code: number) => boolean> = new Map([
  ['d', isDigit],
  ['D', (code) => !isDigit(code)],
  ['w', isWordCode],
  ['W', (code) => !isWordCode(code)],
  ['s', isSpace],
  ['S', (code) => !isSpace(code)],
]);

const places: ReadonlyMap<string, Place> = new Map([
  ['A', 'start'],
  ['Z', 'veryEnd'],
  ['b', 'word'],
  ['B', 'notWord'],
]);

const controls: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['f', 12],
  ['v', 11],
  ['a', 7],
]);
