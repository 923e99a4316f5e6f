import type { Family, Form } from './form.ts';

const decorator = (callee: string): Form => ({
  callee,
  use: 'decorator',
  makes: 'function',
  spanNames: ['{name}', '{qualified}'],
});

/** OpenInference's tracer (`@tracer.chain`), which Phoenix's `register` gives too. */
export const openinference: Family = {
  forms: ['chain', 'tool', 'agent', 'llm', 'retriever', 'embedding'].map(decorator),
};
