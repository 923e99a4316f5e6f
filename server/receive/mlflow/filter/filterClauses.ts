import { invalid } from '../errors.ts';
import { type FilterToken, filterTokens, maxFilterLength } from './filterTokens.ts';
import { pythonText } from './pythonText.ts';

/** One comparison as it is written. `value` is absent with `IS NULL` and `IS NOT NULL`. */
export interface Clause {
  readonly key: string;
  /** As written, `like` too: which entity takes it so is the entity's business. */
  readonly comparator: string;
  readonly value?: FilterToken;
}

export interface ClauseRules {
  /** `search_traces` knows these keys though SQL has them for types. */
  readonly bareTimestamps?: boolean;
  /** How refused words are shown: `search_experiments` does without the quotes. */
  readonly show?: (written: string) => string;
}

/** As the parser of MLflow’s server. */
const maxTokens = 10_000;

/**
 * `clause AND clause …` of MLflow's search language (mlflow.utils.search_utils), read as its server reads it: what
 * is not a comparison and not AND is named in the refusal. Throws `MlflowError` 400.
 */
export function filterClauses(filter: string, rules: ClauseRules = {}): readonly Clause[] {
  if (filter.length > maxFilterLength) {
    throw invalid(`The filter string is longer than ${maxFilterLength} characters.`);
  }
  if (filter !== '' && filter.trim() === '') {
    throw invalid(`Invalid filter '${filter}'. Could not be parsed.`);
  }
  const tokens = withoutEnd(filterTokens(filter));
  if (tokens.length > maxTokens) throw invalid(`The filter string has more than ${maxTokens} words.`);
  if (tokens.some((token) => token.written === ';')) {
    throw invalid(
      `Search filter contained multiple expression ${pythonText(filter)}. Provide AND-ed expression list.`,
    );
  }
  const { clauses, refused } = read(tokens, rules);
  if (refused.length > 0) {
    const show = rules.show ?? ((written) => `'${written}'`);
    throw invalid(`Invalid clause(s) in filter string: ${refused.map(show).join(', ')}`);
  }
  return clauses.map(checked);
}

interface Draft {
  readonly left: FilterToken;
  readonly comparator: string;
  readonly value?: FilterToken;
}

/** A semicolon at the very end is refused as a word, one in the middle as a second statement. */
function withoutEnd(tokens: readonly FilterToken[]): readonly FilterToken[] {
  const last = tokens.at(-1);
  return last?.written === ';' ? [...tokens.slice(0, -1), { kind: 'other', written: '; ' }] : tokens;
}

function read(tokens: readonly FilterToken[], rules: ClauseRules) {
  const clauses: Draft[] = [];
  const refused: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const found = comparison(tokens, at, rules) ?? listOrNull(tokens, at);
    if (found !== undefined) {
      clauses.push(found.draft);
      at += found.length;
      continue;
    }
    const token = tokens[at];
    if (token !== undefined && !isWord(token, 'AND')) refused.push(token.written.trimEnd());
    at += 1;
  }
  return { clauses, refused };
}

interface Found {
  readonly draft: Draft;
  readonly length: number;
}

const operands: readonly FilterToken['kind'][] = [
  'name',
  'quoted',
  'text',
  'integer',
  'float',
  'list',
  'operation',
];

function comparison(tokens: readonly FilterToken[], at: number, rules: ClauseRules): Found | undefined {
  const [left, operator, value] = tokens.slice(at, at + 3);
  if (left === undefined || operator?.kind !== 'operator' || value === undefined) return undefined;
  const isTimestamp = left.written === 'timestamp' && value.kind === 'integer';
  if (isTimestamp && rules.bareTimestamps === true) {
    return { draft: { left: { ...left, kind: 'name' }, comparator: operator.written, value }, length: 3 };
  }
  if (!operands.includes(left.kind)) return undefined;
  if (!operands.includes(value.kind) && !isWord(value, 'NULL')) return undefined;
  return { draft: { left, comparator: operator.written, value }, length: 3 };
}

/** `name [NOT] IN (…)`, `name IS [NOT] NULL`. */
function listOrNull(tokens: readonly FilterToken[], at: number): Found | undefined {
  const [left, first, second, third] = tokens.slice(at, at + 4);
  if (left === undefined || !(left.kind === 'name' || left.kind === 'quoted')) return undefined;
  if (isWord(first, 'IN') && first !== undefined && second?.kind === 'list') {
    return { draft: { left, comparator: first.written, value: second }, length: 3 };
  }
  if (isWord(first, 'NOT') && isWord(second, 'IN') && third?.kind === 'list') {
    return { draft: { left, comparator: 'NOT IN', value: third }, length: 4 };
  }
  if (!isWord(first, 'IS')) return undefined;
  if (isWord(second, 'NULL')) return { draft: { left, comparator: 'IS NULL' }, length: 3 };
  if (isWord(second, 'NOT NULL')) return { draft: { left, comparator: 'IS NOT NULL' }, length: 3 };
  return undefined;
}

function isWord(token: FilterToken | undefined, word: string): boolean {
  return token?.kind === 'keyword' && token.written.toUpperCase() === word;
}

function checked({ left, comparator, value }: Draft): Clause {
  if (left.kind !== 'name' && left.kind !== 'quoted') {
    throw invalid(`Invalid comparison clause. Expected 'Identifier' found '${left.written}'`);
  }
  return { key: left.written, comparator, ...(value !== undefined && { value }) };
}
