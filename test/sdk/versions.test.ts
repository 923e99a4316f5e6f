import { describe, expect, it } from 'vitest';
import { run } from '../../scripts/setup/commands.mjs';
import { versionsUnderTest } from './harness/mlflowVersions.ts';

describe.each(versionsUnderTest(['2.22.5', '3.5.1', '3.17.2']))(
  'the environment of MLflow $name',
  ({ python, number, isTracingOnly }) => {
    it('has that MLflow', async () => {
      const name = isTracingOnly ? 'mlflow-tracing' : 'mlflow';
      const code = `import importlib.metadata as m; print(m.version('${name}'))`;
      expect((await run(await python(), ['-c', code])).trim()).toBe(number.join('.'));
    });
  },
);
