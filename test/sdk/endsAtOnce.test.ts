import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReceiverProcess, runProgram, startReceiver, type WholeTrace } from './harness/commandLine.ts';
import { versionsUnderTest } from './harness/mlflowVersions.ts';

const folder = fileURLToPath(new URL('./programs/', import.meta.url));

/** Asynchronous logging exists from 2.16 on; without it, or by default from 3.12 on, the same holds. */
describe.each(versionsUnderTest(['2.22.5', '3.17.2']))(
  'two processes at once that end while they are still sending, with MLflow $name',
  (version) => {
    let receiver: ReceiverProcess;
    let experimentId = '';
    let outputs: readonly string[] = [];
    let traces: readonly WholeTrace[] = [];

    beforeAll(async () => {
      const python = await version.python();
      receiver = await startReceiver();
      experimentId = await createExperiment(receiver.url);
      const env = { MLFLOW_ENABLE_ASYNC_LOGGING: 'true', MLFLOW_EXPERIMENT_ID: experimentId };
      const run = (...args: readonly string[]) =>
        runProgram(receiver.url, {
          python,
          args: ['ends_at_once.py', ...args],
          folder,
          // It loses every trace where the variable is set, with any server.
          env: version.isTracingOnly ? {} : env,
        });
      outputs = await Promise.all([run('first'), run('second', 'outlive')]);
      traces = await receiver.traces();
    });
    afterAll(() => receiver.stop());

    it('nothing is lost', () => {
      const names = (name: string) => Array.from({ length: 20 }, (_, number) => `${name} trace ${number}`);
      const expected = [...names('first'), ...names('second'), 'second outlived 0'];
      expect(traces.map(({ trace }) => trace.name).toSorted()).toEqual(expected.toSorted());
      for (const { trace, spans } of traces) {
        expect([trace.name, trace.status, spans.length]).toEqual([trace.name, 'ok', 3]);
      }
    });

    it('nobody complains', () => {
      expect(outputs.join('')).not.toMatch(/WARNING|ERROR|Traceback/);
    });

    it('the traces are in the experiment of the environment', async () => {
      const found = await receiver.read<{ readonly trace: { readonly trace_info: object } }>(
        `/api/3.0/mlflow/traces/${traces[0]?.trace.requestId}`,
      );
      expect(found.trace.trace_info).toMatchObject({
        trace_location: { mlflow_experiment: { experiment_id: experimentId } },
      });
    });
  },
);

async function createExperiment(url: string): Promise<string> {
  const body = JSON.stringify({ name: 'From the environment' });
  const made = await fetch(`${url}/api/2.0/mlflow/experiments/create`, { method: 'POST', body });
  const { experiment_id: id } = (await made.json()) as { readonly experiment_id: string };
  return id;
}
