import type { Family } from './form.ts';

/** W&B Weave: methods are named with their class. */
export const weave: Family = {
  forms: [{ callee: 'op', packages: ['weave'], makes: 'function', spanNames: ['{name}', '{qualified}'] }],
};
