import { compilePattern } from '../../../store/search/patternMatch.ts';
import { PatternError } from '../../../store/search/patternSyntax.ts';
import type { Test } from '../../../store/search/test.ts';
import { invalid, MlflowError } from '../errors.ts';
import type { FilterToken } from './filterTokens.ts';
import { isNumber, isText, listOf } from './filterValues.ts';

/** What stands on the right of a comparison, as the entity on its left reads it. */
export type FilterValue = string | number | readonly string[];

/** A clause whose value is read, while its comparator may still be one that its entity does not take. */
export interface ReadTest {
  /** In capitals. */
  readonly op: string;
  readonly value?: FilterValue;
}

/** Throws `MlflowError` 400 for a list where there can be none, and for a pattern that we cannot match. */
export function testOf({ op, value }: ReadTest): Test {
  if (op === 'IS NULL' || op === 'IS NOT NULL') return { op };
  if (op === 'IN' || op === 'NOT IN') {
    if (typeof value === 'object') return { op, values: value };
  } else if (typeof value !== 'object' && value !== undefined) {
    if (op === 'LIKE' || op === 'ILIKE') return { op, value: String(value) };
    if (op === 'RLIKE') return { op, value: readable(String(value)) };
    if (isComparison(op)) return { op, value };
  }
  // MLflow's database refuses these, not its parser: hence the other code.
  throw new MlflowError('BAD_REQUEST', `The comparator '${op}' does not take this value.`);
}

const comparisons = ['=', '!=', '>', '>=', '<', '<='] as const;

function isComparison(op: string): op is (typeof comparisons)[number] {
  return comparisons.some((each) => each === op);
}

/** What is no pattern at all matches nothing, as on MLflow's server. */
function readable(pattern: string): string {
  try {
    compilePattern(pattern);
  } catch (error) {
    if (!PatternError.is(error)) throw error;
    if (error.code === 'unsupported') {
      throw invalid(`RLIKE '${pattern.slice(0, 200)}': Sidetrace does not match ${error.message}.`);
    }
  }
  return pattern;
}

const order = ['>', '>=', '<', '<='];

/** Assessments are ordered by numbers and otherwise compared with texts. */
export function checkAssessmentValue(entity: string, comparator: string, token: FilterToken): void {
  if (entity !== 'feedback' && entity !== 'expectation') return;
  const isOrder = order.includes(comparator);
  if (isOrder ? isNumber(token) : isText(token)) return;
  throw invalid(
    isOrder
      ? `Expected a numeric value for ${entity} when using comparator '${comparator}'. Got value ${token.written}`
      : `Expected a quoted string value for ${entity} (e.g. 'my-value'). Got value ${token.written}`,
  );
}

/** As MLflow's `_get_value` for what takes texts only, or also lists of them. */
export function quotedOr(
  token: FilterToken,
  entity: string,
  text: (token: FilterToken) => string,
  { takesList }: { readonly takesList: boolean },
): FilterValue {
  if (isText(token)) return text(token);
  if (takesList && token.kind === 'list') return listOf(token);
  throw invalid(`Expected a quoted string value for ${entity} (e.g. 'my-value'). Got value ${token.written}`);
}
