import type { Family } from './form.ts';

const packages = ['mlflow'];

/** MLflow 2.14 and newer: the fluent API and MlflowClient (mlflow.org/docs/latest/genai/tracing). */
export const mlflow: Family = {
  forms: [
    { callee: 'trace', packages, makes: 'function' },
    { callee: 'start_span', packages, makes: 'block', name: ['0', 'name'], defaultName: 'span' },
    { callee: 'start_span_no_context', packages, makes: 'block', name: ['0', 'name'] },
    { callee: 'start_trace', makes: 'block', name: ['0', 'name'] },
    { callee: 'start_span', makes: 'block', name: ['0', 'name'] },
  ],
};
