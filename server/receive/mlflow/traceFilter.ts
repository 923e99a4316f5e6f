import { assertNever } from '../../../protocol/base/assertNever.ts';
import type { StoredTraceInfo } from '../../store/store.ts';
import { invalid } from './errors.ts';
import { type KeyValue, type TraceKey, traceKey } from './traceKeys.ts';

export type TracePredicate = (info: StoredTraceInfo) => boolean;

const comparators = ['=', '!=', '>', '>=', '<', '<=', 'IN', 'NOT IN', 'LIKE', 'ILIKE'] as const;
type Comparator = (typeof comparators)[number];

const allowed: Readonly<Record<TraceKey['kind'], readonly Comparator[]>> = {
  number: ['=', '!=', '>', '>=', '<', '<='],
  text: ['=', '!=', 'IN', 'NOT IN', 'LIKE', 'ILIKE'],
  entry: ['=', '!=', 'LIKE', 'ILIKE'],
};

/** A name with its parts quoted or not, an operator, a quoted text, or any other word. */
const token =
  /\s*((?:[A-Za-z_]\w*\.)(?:`[^`]*`|"[^"]*"|[\w.]+)|'[^']*'|"[^"]*"|[<>!]=|[=<>(),]|[^\s=<>!(),'"]+|\S)/gy;

/**
 * MLflow's filter language as far as it asks about a trace itself: `clause AND clause …` on attributes, tags and
 * metadata (mlflow.utils.search_utils). Throws `MlflowError` 400 for anything else, in MLflow's words where it has any.
 */
export function parseTraceFilter(filter: string): TracePredicate {
  const tokens = [...filter.matchAll(token)].map((match) => match[1] ?? '');
  const clauses: TracePredicate[] = [];
  let at = 0;
  while (at < tokens.length) {
    if (at > 0) {
      if (tokens[at]?.toUpperCase() !== 'AND') throw invalidClauses(tokens.slice(at, at + 1));
      at += 1;
    }
    const [clause, length] = parseClause(tokens.slice(at));
    clauses.push(clause);
    at += length;
  }
  return (info) => clauses.every((clause) => clause(info));
}

function parseClause(tokens: readonly string[]): readonly [clause: TracePredicate, length: number] {
  const [name = '', second = '', third = ''] = tokens;
  if (name === '' || second === '' || third === '' || name === '(') throw invalidClauses(tokens.slice(0, 2));
  const isNot = second.toUpperCase() === 'NOT';
  const word = isNot ? `NOT ${third.toUpperCase()}` : second.toUpperCase();
  const key = traceKey(name, 'filter');
  const comparator = comparators.find((each) => each === word);
  if (comparator === undefined || !allowed[key.kind].includes(comparator)) {
    const valid = allowed[key.kind].map((each) => `'${each}'`);
    throw invalid(`Invalid comparator '${word}' not one of '{${valid.join(', ')}}'`);
  }
  const [values, length] = parseValues(tokens.slice(isNot ? 3 : 2), comparator, key);
  const clause: TracePredicate = (info) => holds(key.read(info), comparator, values);
  return [clause, (isNot ? 3 : 2) + length];
}

function parseValues(
  tokens: readonly string[],
  comparator: Comparator,
  key: TraceKey,
): readonly [values: readonly (string | number)[], length: number] {
  if (comparator !== 'IN' && comparator !== 'NOT IN') return [[literal(tokens[0] ?? '', key)], 1];
  const end = tokens.indexOf(')');
  if (tokens[0] !== '(' || end < 2) throw invalidClauses(tokens.slice(0, 1));
  const listed = tokens.slice(1, end).filter((item) => item !== ',');
  return [listed.map((item) => literal(item, key)), end + 1];
}

function literal(written: string, { kind }: TraceKey): string | number {
  if (kind === 'number') {
    if (!/^-?\d+(\.\d+)?$/.test(written)) throw invalid(`Expected a numeric value, got '${written}'`);
    return Number(written);
  }
  if (/^(['"]).*\1$/s.test(written) && written.length >= 2) return written.slice(1, -1);
  throw invalid(`Expected a quoted string value, got '${written}'`);
}

/** A trace that has no such value matches nothing, not even `!=`. */
function holds(value: KeyValue, comparator: Comparator, wanted: readonly (string | number)[]): boolean {
  const [first] = wanted;
  if (value === undefined || first === undefined) return false;
  switch (comparator) {
    case '=':
      return value === first;
    case '!=':
      return value !== first;
    case '>':
      return value > first;
    case '>=':
      return value >= first;
    case '<':
      return value < first;
    case '<=':
      return value <= first;
    case 'IN':
      return wanted.includes(value);
    case 'NOT IN':
      return !wanted.includes(value);
    case 'LIKE':
      return isLike(String(value), String(first));
    case 'ILIKE':
      return isLike(String(value).toLowerCase(), String(first).toLowerCase());
    default:
      return assertNever(comparator);
  }
}

/** SQL's LIKE, without backtracking: a pattern of many `%` must not hold up the server. */
function isLike(text: string, pattern: string): boolean {
  let at = 0;
  let from = 0;
  let percent = -1;
  let retry = 0;
  while (at < text.length) {
    if (pattern[from] === '%') {
      percent = from++;
      retry = at;
    } else if (from < pattern.length && (pattern[from] === '_' || pattern[from] === text[at])) {
      from++;
      at++;
    } else if (percent >= 0) {
      from = percent + 1;
      at = ++retry;
    } else return false;
  }
  return /^%*$/.test(pattern.slice(from));
}

function invalidClauses(tokens: readonly string[]): Error {
  return invalid(`Invalid clause(s) in filter string: ${tokens.map((each) => `'${each}'`).join(', ')}`);
}
