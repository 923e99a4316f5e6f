import { ensureExamplesVenv } from '../../scripts/setup/examples.ts';
import { startIdleServer } from '../lib/idleServer.ts';
import type { Measurement, Part } from '../lib/measurement.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';
import {
  cleanEnvironment,
  type Outcome,
  runProgram,
  sidetraceEnvironment,
  storedSpans,
} from '../lib/tracedProgram.ts';

const traceCount = 200;
const spanCount = 2001;
const scenarios = [`nested:${traceCount}`] as const;

export const program: Part = {
  name: 'program',
  title: 'What a traced program pays',
  method: `${traceCount} calls of ten nested functions with \`@mlflow.trace\`, one after the other, with MLflow’s SDK as the examples have it and the environment that Sidetrace’s terminals give. The reference is a server that does nothing, with the same environment: what it takes is the SDK’s own.`,
  rounds: 3,
  async measure({ directory }) {
    const python = await ensureExamplesVenv();
    const traced = (url: string) =>
      runProgram({ python, mode: 'traced', scenarios, env: sidetraceEnvironment(url) });
    const plain = await runProgram({ python, mode: 'bare', scenarios, env: cleanEnvironment() });
    const idle = await startIdleServer();
    const reference = await traced(idle.url).finally(idle.close);
    const ours = await withReceiver(startSidetrace, directory, async ({ url }) => {
      const outcome = await traced(url);
      return { ...outcome, arrived: await storedSpans(url, 0) };
    });
    return [
      ...figuresOf(ours, reference, plain),
      {
        figure: `spans that arrived, of ${spanCount}`,
        unit: 'spans',
        value: ours.arrived,
        budget: { atLeast: spanCount },
      },
    ];
  },
};

function figuresOf(ours: Outcome, reference: Outcome, plain: Outcome): readonly Measurement[] {
  const call = ({ program: ms }: Outcome): number => (ms.nested ?? 0) / traceCount;
  return [
    { figure: 'a call, ten spans', unit: 'ms', value: call(ours), reference: call(reference) },
    { figure: 'a call without tracing', unit: 'ms', value: call(plain) },
    { figure: 'exit', unit: 'ms', value: ours.exit, reference: reference.exit },
    { figure: 'exit without tracing', unit: 'ms', value: plain.exit },
  ];
}
