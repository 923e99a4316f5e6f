import { assertNever } from '../../../protocol/base/assertNever.ts';
import { allOf, listSql, literalSql, type Sql, sql } from './sql.ts';
import { type Test, testSql } from './test.ts';
import type { TraceCondition } from './traceCondition.ts';
import { spanFieldSql, traceFieldSql } from './traceFields.ts';

const session = 'mlflow.trace.session';
const linkedPrompts = 'mlflow.linkedPrompts';

/** A condition over the table `traces`. */
export function traceConditionSql(condition: TraceCondition, experimentIds: readonly string[]): Sql {
  switch (condition.kind) {
    case 'field':
      return testSql(traceFieldSql(condition.field), condition.test);
    case 'span': {
      const tests = condition.tests.map(({ field, test }) => testSql(spanFieldSql(field), test));
      return sql`EXISTS (SELECT 1 FROM spans WHERE spans.trace_key = traces.trace_key AND ${allOf(tests)})`;
    }
    case 'assessment': {
      const matching = allOf([nameIs(condition.type, condition.name), isValid, valueTest(condition.test)]);
      const found = assessed(matching, experimentIds);
      return condition.test.op === 'IS NULL' ? sql`NOT (${found})` : found;
    }
    case 'issue':
      return sql`EXISTS (SELECT 1 FROM assessments WHERE trace_key = traces.trace_key AND
        ${nameIs('issue', condition.id)})`;
    case 'prompt':
      return sql`EXISTS (SELECT 1 FROM json_each(${promptsSql()}) WHERE
        json_extract(value, '$.name') = ${condition.name} AND
        CAST(json_extract(value, '$.version') AS TEXT) = ${condition.version})`;
    default:
      return assertNever(condition);
  }
}

/** SDKs list the prompts that a trace used in one of its tags: `[{"name", "version"}]`. */
function promptsSql(): Sql {
  const tag = traceFieldSql({ kind: 'tag', key: linkedPrompts });
  return sql`CASE WHEN json_valid(${tag}) THEN ${tag} ELSE '[]' END`;
}

/** An assessment of a session stands for every trace of that session. */
function assessed(matching: Sql, experimentIds: readonly string[]): Sql {
  const own = traceFieldSql({ kind: 'metadata', key: session });
  return sql`EXISTS (SELECT 1 FROM assessments WHERE trace_key = traces.trace_key AND ${matching})
    OR coalesce(${own} IN (SELECT ${own} FROM traces JOIN assessments USING (trace_key)
      WHERE hidden = 0 AND experiment_id IN ${listSql(experimentIds)} AND ${matching}
        AND json_type(assessment, ${`$.metadata."${session}"`}) IS NOT NULL), 0)`;
}

function nameIs(type: 'feedback' | 'expectation' | 'issue', name: string): Sql {
  return sql`json_type(assessment, ${`$.${type}`}) IS NOT NULL AND
    json_extract(assessment, '$.assessment_name') = ${name}`;
}

const isValid = literalSql("coalesce(json_extract(assessment, '$.valid'), 1) = 1");

/** Values as the JSON text that MLflow keeps of them; an expectation may come as JSON within JSON. */
const value = literalSql(`CASE WHEN json_type(assessment, '$.feedback') IS NOT NULL
  THEN coalesce(assessment -> '$.feedback.value', 'null')
  ELSE coalesce(assessment -> '$.expectation.value', assessment ->> '$.expectation.serialized_value.value') END`);

function valueTest(test: Test): Sql {
  switch (test.op) {
    case 'IS NULL':
    case 'IS NOT NULL':
      return sql`1`;
    case '>':
    case '>=':
    case '<':
    case '<=':
      return sql`json_type(${value}) IN ('integer', 'real') AND
        ${testSql(sql`CAST(${value} AS REAL)`, test)}`;
    case '=':
    case '!=': {
      const isEqual = sql`${value} IN (${String(test.value)}, ${JSON.stringify(String(test.value))})`;
      return test.op === '=' ? isEqual : sql`NOT (${isEqual})`;
    }
    case 'LIKE':
    case 'ILIKE':
    case 'RLIKE':
    case 'IN':
    case 'NOT IN':
      return testSql(value, test);
    default:
      return assertNever(test);
  }
}
