import type { Test } from '../../store/search/test.ts';
import type { SpanTest, TraceCondition } from '../../store/search/traceCondition.ts';
import { invalid, MlflowError } from './errors.ts';
import { type Clause, filterClauses } from './filter/filterClauses.ts';
import { checkAssessmentValue, type ReadTest, testOf } from './filter/filterTests.ts';
import { setText, withoutBackticks } from './filter/filterValues.ts';
import { type EntityKey, renamed, traceKey, traceKeys } from './traceKeys.ts';

/**
 * MLflow's filter language for traces (`SearchTraceUtils` of mlflow.utils.search_utils, 3.17.2): `clause AND clause …`
 * on attributes, tags, metadata, spans, assessments, issues and prompts. Throws `MlflowError` 400 in MLflow's words.
 */
export function parseTraceFilter(filter: string): readonly TraceCondition[] {
  const clauses = filterClauses(filter, { bareTimestamps: true });
  // Every clause is read before any is understood: a value that is none comes before a comparator that does not fit.
  const read = clauses.map((clause) => readClause(clause));
  const conditions = read.map(({ key, test }) => conditionOf(key, test));
  // Several clauses on spans ask for one span that fulfils them all.
  const tests = conditions.flatMap((each) => (each.kind === 'span' ? each.tests : []));
  const others = conditions.filter((each) => each.kind !== 'span');
  return tests.length === 0 ? others : [...others, { kind: 'span', tests }];
}

interface ReadClause {
  readonly key: EntityKey;
  readonly test: ReadTest;
}

function readClause({ key: written, comparator, value }: Clause): ReadClause {
  const key = traceKey(written, 'filter');
  const op = comparator.toUpperCase();
  if (value === undefined) return { key: renamed(key), test: { op } };
  checkAssessmentValue(key.entity, comparator, value);
  const test = { op, value: traceKeys.value(key, value) };
  // Here MLflow does not take `like` for LIKE yet.
  if (key.entity === 'span') checkSpan(key.key, comparator);
  return { key: renamed(key), test };
}

function conditionOf({ entity, key }: EntityKey, read: ReadTest): TraceCondition {
  switch (entity) {
    case 'issue':
      return issueCondition(key, read);
    case 'attribute': {
      checkComparator(read, traceKeys.isNumeric(key) ? 'number' : 'text');
      return { kind: 'field', field: { kind: 'column', name: traceKeys.column(key) }, test: testOf(read) };
    }
    case 'tag':
      checkComparator(read, 'tag');
      if (key === traceKeys.prompts) return promptCondition(read);
      return { kind: 'field', field: { kind: 'tag', key }, test: testOf(read) };
    case 'request_metadata':
      checkComparator(read, 'metadata');
      if (traceKeys.isReserved(key)) checkReserved(key, read);
      return { kind: 'field', field: { kind: 'metadata', key }, test: testOf(read) };
    case 'span':
      checkSpan(key, read.op);
      return { kind: 'span', tests: [spanTest(key, testOf(read))] };
    default:
      checkAssessment(key, read);
      return { kind: 'assessment', type: entity, name: key, test: testOf(read) };
  }
}

const textComparators = ['!=', '=', 'IN', 'NOT IN', 'LIKE', 'ILIKE', 'RLIKE'];
const entryComparators = ['!=', '=', 'LIKE', 'ILIKE', 'RLIKE', 'IS NULL', 'IS NOT NULL'];
const numberComparators = ['=', '!=', '>', '>=', '<', '<='];
const assessmentComparators = [
  ...['!=', '=', '>', '>=', '<', '<='],
  ...['LIKE', 'ILIKE', 'RLIKE', 'IS NULL', 'IS NOT NULL'],
];

/** The closing quote is missing where MLflow leaves it out; of a number it names the comparators of texts. */
function checkComparator({ op }: ReadTest, kind: 'number' | 'text' | 'tag' | 'metadata'): void {
  const isEntry = kind === 'tag' || kind === 'metadata';
  const allowed = isEntry ? entryComparators : kind === 'number' ? numberComparators : textComparators;
  if (allowed.includes(op)) return;
  const named = setText(isEntry ? entryComparators : textComparators);
  const end = kind === 'text' || kind === 'metadata' ? "'" : '';
  throw invalid(`Invalid comparator '${op}' not one of '${named}${end}`);
}

function checkAssessment(key: string, { op }: ReadTest): void {
  if (key === '') throw invalid('Assessment field name cannot be empty');
  if (assessmentComparators.includes(op)) return;
  throw invalid(`assessment.${key} comparator '${op}' not one of '${setText(assessmentComparators)}'`);
}

/** The server takes these apart into numbers, so that only the whole text can be compared. */
function checkReserved(key: string, { op }: ReadTest): void {
  if (['=', '!=', 'IS NULL', 'IS NOT NULL'].includes(op)) return;
  throw invalid(
    `Comparator '${op}' is not supported for reserved metadata '${key}'. ` +
      "Only '=', '!=', 'IS NULL', and 'IS NOT NULL' are supported.",
  );
}

function issueCondition(key: string, test: ReadTest): TraceCondition {
  if (key !== 'id') throw invalid(`Invalid issue attribute '${key}'. Supported attributes: id`);
  if (test.op !== '=') throw invalid(`issue.id comparator '${test.op}' not one of '{'='}'`);
  return { kind: 'issue', id: String(test.value) };
}

function promptCondition(test: ReadTest): TraceCondition {
  if (test.op !== '=') {
    throw invalid(
      `Invalid comparator '${test.op}' for prompts filter. Only '=' is supported with format: prompt = "name/version"`,
    );
  }
  const [name = '', version, ...more] = String(test.value).split('/');
  if (version === undefined || more.length > 0) {
    throw invalid(`Invalid prompts filter value '${test.value}'. Expected format: prompt = "name/version"`);
  }
  return { kind: 'prompt', name, version };
}

const attributesPrefix = 'attributes.';

function checkSpan(key: string, comparator: string): void {
  const isAttribute = key.startsWith(attributesPrefix);
  if (key === attributesPrefix) throw invalid("Span attribute name cannot be empty after 'attributes.'");
  if (!isAttribute && !['name', 'type', 'status', 'content'].includes(key)) {
    throw invalid(
      `Invalid span attribute '${key}'. Supported attributes: name, status, type, attributes.<attribute_name>.`,
    );
  }
  const allowed = key === 'content' ? ['LIKE', 'ILIKE'] : textComparators;
  if (!allowed.includes(comparator)) {
    throw invalid(`span.${key} comparator '${comparator}' not one of '${setText(allowed)}'`);
  }
}

function spanTest(key: string, test: Test): SpanTest {
  if (!key.startsWith(attributesPrefix)) {
    return { field: key as 'name' | 'type' | 'status' | 'content', test };
  }
  return {
    field: 'content',
    test: attributeTest(withoutBackticks(key.slice(attributesPrefix.length)), test),
  };
}

/** An attribute is looked for in the span's text, as MLflow does: `=` compares with all of that text. */
function attributeTest(name: string, test: Test): Test {
  if (test.op === 'IN' || test.op === 'NOT IN' || !('value' in test)) {
    throw new MlflowError('BAD_REQUEST', `span.attributes.${name} cannot be compared with a list.`);
  }
  const value = String(test.value);
  if (test.op !== 'RLIKE') return { ...test, value: `%"${name}"${value}%` };
  const begin = value.startsWith('^') ? '"\\\\"' : '"\\\\".*';
  const inner = value.replace(/^\^/, '').replace(/\$$/, '');
  const end = value.endsWith('$') ? '\\\\"' : '';
  return { op: 'RLIKE', value: `"${name}": ${begin}${inner}${end}` };
}
