import type { Family, Form } from './form.ts';

const block = (callee: string): Form => ({ callee, makes: 'block', name: ['name'] });

/** Langfuse 2 to 4, and the decorators of others that read the same: Laminar, DeepEval, Opik. */
export const langfuse: Family = {
  forms: [
    { callee: 'observe', packages: ['langfuse', 'lmnr', 'deepeval'], makes: 'function' },
    { callee: 'track', packages: ['opik'], makes: 'function' },
    { callee: 'start_as_current_span', packages: ['lmnr'], makes: 'block', name: ['name', '0'] },
    ...[
      'start_as_current_observation',
      'start_observation',
      'start_as_current_generation',
      'start_generation',
    ].map(block),
  ],
};
