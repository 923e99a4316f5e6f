import { describe, expect, it } from 'vitest';
import { run } from '../../scripts/setup/commands.mjs';
import { versionsUnderTest } from './harness/mlflowVersions.ts';

describe.each(versionsUnderTest(['2.22.5', '3.5.1', '3.17.2']))(
  'the environment of MLflow $name',
  (version) => {
    it('has that MLflow', async () => {
      const printed = await run(await version.python(), ['-c', 'import mlflow; print(mlflow.__version__)']);
      expect(printed.trim()).toBe(version.number.join('.'));
    });
  },
);
