import type { Family } from './form.ts';

const packages = ['langsmith'];

/** LangSmith: `@traceable`, `with trace("…")`, `RunTree`. */
export const langsmith: Family = {
  forms: [
    { callee: 'traceable', packages, makes: 'function' },
    { callee: 'trace', packages, makes: 'block', name: ['0', 'name'] },
    { callee: 'RunTree', packages, makes: 'block' },
  ],
};
