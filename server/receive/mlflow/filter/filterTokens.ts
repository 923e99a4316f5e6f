/**
 * A word of MLflow's search language. `name`: an identifier, also in backticks or with dots (`` tags.`a.b` ``);
 * `quoted`: "…", which may be an identifier or a text; `text`: '…'; `operator`: a comparison, also LIKE and its kin;
 * `list`: (…) as it is written; `operation`: `a-b`, which takes a key in backticks; `other`: what no comparison
 * can be made of.
 */
export interface FilterToken {
  readonly kind:
    | 'name'
    | 'quoted'
    | 'text'
    | 'integer'
    | 'float'
    | 'operator'
    | 'keyword'
    | 'list'
    | 'operation'
    | 'other';
  readonly written: string;
}

type Kind = FilterToken['kind'] | 'space' | 'word' | 'dot' | 'open' | 'close' | 'sign';

/** In order: the first that matches decides. The forms are those of the SQL lexer that MLflow's server reads with. */
const forms: readonly (readonly [Kind, RegExp])[] = [
  ['space', /\s+/y],
  ['other', /--[^\r\n]*/y],
  ['name', /`(?:``|[^`])*`/y],
  ['float', /-?\d+(?:\.\d+)?E-?\d+/iy],
  ['float', /-?(?:\d+\.\d*|\.\d+)(?![\p{L}_])/uy],
  ['integer', /-?\d+(?![\p{L}\d_])/uy],
  ['text', /'(?:''|\\'|[^'])*'/y],
  ['quoted', /"(?:""|\\"|[^"])*"/y],
  ['operator', /(?:NOT\s+)?(?:LIKE|ILIKE|RLIKE|REGEXP)\b/iy],
  ['operator', /[<>=~!]+/y],
  ['keyword', /NOT\s+NULL\b/iy],
  ['word', /[\p{L}\p{N}_][\p{L}\p{N}_$#]*/uy],
  ['dot', /\./y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['sign', /[-+*/@%^&|]/y],
  ['other', /[\s\S]/uy],
];

/** Words of SQL that someone may take for a key: MLflow's parser sees a keyword in them, unless a dot stands beside. */
const keywords = new Set(
  (
    'AND OR NOT IN IS NULL LIKE BETWEEN TRUE FALSE ORDER GROUP BY USER TYPE TIME TIMESTAMP DATE TEXT SESSION INPUT ' +
    'OUTPUT KEY COUNT INT FLOAT LEVEL SOURCE VERSION COMMENT MODE CLASS SELECT FROM WHERE WITH AS ON LIMIT ASC DESC'
  ).split(' '),
);

/** Longer filters are refused before they are read: no program writes one by hand. */
export const maxFilterLength = 100_000;

interface Piece {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
}

/** Never throws; what is no word of the language is `other`. */
export function filterTokens(filter: string): readonly FilterToken[] {
  const pieces = lexed(filter);
  const closing = closingOf(pieces);
  const tokens: FilterToken[] = [];
  for (let index = 0; index < pieces.length; ) {
    const [kind, last] = grouped(filter, pieces, index, closing);
    const start = pieces[index]?.start ?? 0;
    if (kind !== undefined) tokens.push({ kind, written: filter.slice(start, pieces[last]?.end) });
    index = last + 1;
  }
  return tokens;
}

/** What the piece at `index` begins, and the last piece of it; `undefined` for a space. */
function grouped(
  filter: string,
  pieces: readonly Piece[],
  index: number,
  closing: ReadonlyMap<number, number>,
): readonly [FilterToken['kind'] | undefined, number] {
  const { kind, start, end } = pieces[index] ?? { kind: 'space', start: 0, end: 0 };
  switch (kind) {
    case 'space':
      return [undefined, index];
    case 'open':
      return closing.has(index) ? ['list', closing.get(index) ?? index] : ['other', index];
    case 'close':
    case 'dot':
    case 'sign':
      return ['other', index];
    case 'word':
    case 'name':
    case 'quoted': {
      const last = endOfPath(pieces, index);
      const beyond = endOfOperation(pieces, last);
      if (beyond > last) return ['operation', beyond];
      return [kindOf(kind, filter.slice(start, end), last > index), last];
    }
    default:
      return [kind, index];
  }
}

function lexed(filter: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start < filter.length; ) {
    const piece = lex(filter, start);
    pieces.push(piece);
    start = piece.end;
  }
  return pieces;
}

function lex(filter: string, start: number): Piece {
  for (const [kind, form] of forms) {
    form.lastIndex = start;
    if (form.test(filter)) return { kind, start, end: form.lastIndex };
  }
  return { kind: 'other', start, end: start + 1 };
}

/** Of each parenthesis that is closed, where. */
function closingOf(pieces: readonly Piece[]): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { kind }] of pieces.entries()) {
    if (kind === 'open') open.push(index);
    const last = kind === 'close' ? open.pop() : undefined;
    if (last !== undefined) closing.set(last, index);
  }
  return closing;
}

/** `.name`, `` .`name` ``, `."name"` and `.'name'`, as many as there are; a name keeps its dot at the end. */
function endOfPath(pieces: readonly Piece[], first: number): number {
  let last = first;
  while (pieces[last + 1]?.kind === 'dot') {
    const next = pieces[last + 2]?.kind;
    if (next !== 'word' && next !== 'name' && next !== 'quoted' && next !== 'text') return last + 1;
    last += 2;
  }
  return last;
}

/** Behind a name: a sign and another name, as many as there are. */
function endOfOperation(pieces: readonly Piece[], first: number): number {
  let last = first;
  while (pieces[last + 1]?.kind === 'sign') {
    const next = pieces[last + 2]?.kind;
    if (next !== 'word' && next !== 'name' && next !== 'quoted') return last;
    last = endOfPath(pieces, last + 2);
  }
  return last;
}

function kindOf(kind: 'word' | 'name' | 'quoted', part: string, isPath: boolean): FilterToken['kind'] {
  if (isPath) return 'name';
  if (kind !== 'word') return kind;
  return keywords.has(part.toUpperCase()) ? 'keyword' : 'name';
}
