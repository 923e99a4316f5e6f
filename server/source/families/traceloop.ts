import type { Family, Form } from './form.ts';

/** OpenLLMetry adds the kind to the name: `plan.workflow`. */
const traceloopKind = (kind: string): readonly Form[] =>
  [kind, `a${kind}`].map((callee) => ({
    callee,
    packages: ['traceloop'],
    makes: 'function',
    spanNames: [`{name}.${kind}`, `{qualified}.${kind}`, '{name}'],
  }));

/** Decorators of the same names with Datadog, which adds nothing. */
const datadogKind = (callee: string): Form => ({
  callee,
  packages: ['ddtrace'],
  use: 'decorator',
  makes: 'function',
});

const datadogBlock = (callee: string): Form => ({
  callee: `LLMObs.${callee}`,
  packages: ['ddtrace'],
  use: 'call',
  makes: 'block',
});

const datadogKinds = ['workflow', 'task', 'tool', 'agent', 'llm', 'retrieval', 'embedding'];

/** `@workflow`, `@task`, `@tool`, `@agent` of OpenLLMetry (Traceloop) and of Datadog's LLM Observability. */
export const traceloop: Family = {
  forms: [
    ...['workflow', 'task', 'tool', 'agent'].flatMap(traceloopKind),
    ...datadogKinds.map(datadogBlock),
    ...datadogKinds.map(datadogKind),
  ],
};
