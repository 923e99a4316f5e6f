import { fileURLToPath } from 'node:url';
import { startFakeProvider } from '../provider/fakeProvider.ts';
import { runProgram, startReceiver, type WholeTrace } from './commandLine.ts';

const folder = fileURLToPath(new URL('../programs/autolog/', import.meta.url));

/** A case of the programs: what it sent, and the type of what it raised into the program. */
export interface CaseRun {
  readonly raised?: string;
  readonly traces: readonly WholeTrace[];
}

export interface AutologRun {
  readonly cases: ReadonlyMap<string, CaseRun>;
  /** Groups of cases that this MLflow has nothing for. */
  readonly absent: readonly string[];
  /** MLflow's way to say that it lost a span. */
  readonly warnings: readonly string[];
}

interface Line {
  readonly case?: string;
  readonly absent?: string;
  readonly startNs: string;
  readonly endNs: string;
  readonly raised?: string;
}

/** Runs every case in one program, since importing MLflow takes seconds; its traces are told apart by when they began. */
export async function runAutolog(python: string): Promise<AutologRun> {
  const provider = await startFakeProvider();
  const receiver = await startReceiver();
  try {
    const env = { FAKE_PROVIDER_URL: provider.url };
    const output = await runProgram(receiver.url, { python, args: ['main.py'], folder, env });
    const lines = output.split('\n').filter((line) => /^\{"(case|absent)"/.test(line));
    const parsed = lines.map((line): Line => JSON.parse(line));
    const traces = await receiver.traces();
    const cases = parsed.flatMap((line) => {
      if (line.case === undefined) return [];
      const own = traces.filter(({ trace }) => isBetween(trace.startNs, line));
      return [[line.case, { ...(line.raised && { raised: line.raised }), traces: own }] as const];
    });
    const warnings = output.split('\n').filter((line) => /(WARNING|ERROR) mlflow\.(tr|en)/.test(line));
    return { cases: new Map(cases), absent: parsed.flatMap(({ absent }) => absent ?? []), warnings };
  } finally {
    await receiver.stop();
    await provider.stop();
  }
}

function isBetween(timeNs: string, { startNs, endNs }: Line): boolean {
  return BigInt(timeNs) >= BigInt(startNs) && BigInt(timeNs) <= BigInt(endNs);
}
