import { expect, it } from 'vitest';
import { parseRequirements } from './examples.ts';

it('reads requirements without comments', () => {
  const text =
    '# all\nmlflow==3.17.0\r\n\n  openai>=1 ; python_version >= "3.10" # client\nx @ git+https://host/x#egg=x\n';
  expect(parseRequirements(text)).toEqual([
    'mlflow==3.17.0',
    'openai>=1 ; python_version >= "3.10"',
    'x @ git+https://host/x#egg=x',
  ]);
});
