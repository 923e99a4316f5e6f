import { numberText } from './report.ts';
import type { Row } from './sdkPlan.ts';
import { percentile } from './stats.ts';

/**
 * Against what the program ran. `bare`: without decorators; `off`: tracing disabled; `idle`: a server that does nothing.
 * `…Run`: with the environment of `sidetrace run`, else with `MLFLOW_TRACKING_URI` alone.
 */
export type Target = 'bare' | 'off' | 'idleRun' | 'sidetraceRun' | 'idle' | 'sidetrace' | 'mlflow';

/** One run of one program, or one scenario of it. */
export interface Sample {
  readonly row: Row;
  readonly target: Target;
  /** A scenario's name, or `exit NAME` of a program. */
  readonly what: string;
  /** A call where the scenario has many, else all of it. */
  readonly ms: number;
}

interface Table {
  readonly what: string;
  readonly title: string;
  /** Milliseconds that a program may spend with plain `MLFLOW_TRACKING_URI`. */
  readonly atMost?: (row: Row) => number;
}

const tables: readonly Table[] = [
  { what: 'nested', title: 'One of 200 traces of ten nested functions' },
  {
    what: 'wide',
    title: 'One trace of 2,001 spans',
    atMost: ({ version, isSetToWait }) =>
      !isSetToWait && ['3.5.1', '3.8.1'].includes(version.name) ? 10_000 : 4000,
  },
  { what: '10KB', title: 'A call with 10 KB of input' },
  { what: '1MB', title: 'A call with 1 MB of input' },
  { what: '10MB', title: 'A call with 10 MB of input' },
  { what: 'exit nested', title: 'Exit after 200 traces of ten' },
  { what: 'exit wide', title: 'Exit after the trace of 2,001' },
  { what: 'exit inputs', title: 'Exit after the large inputs' },
];

const maxOfFloor = 1.2;
const minSaving = 5;

const heading = `| SDK | untraced | off | floor, run | Sidetrace, run | ratio | floor | Sidetrace | ratio | mlflow server | saving | met |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`;

/** One table a scenario; milliseconds, medians of the samples. Rows as they first come. */
export function sdkTables(samples: readonly Sample[]): string {
  const rows = [...new Set(samples.map(({ row }) => row))];
  return tables
    .map((table) => {
      const lines = rows.map((row) => lineOf(table, row, samples));
      return [`### ${table.title}, ms`, '', heading, ...lines].join('\n');
    })
    .join('\n\n');
}

function lineOf(table: Table, row: Row, samples: readonly Sample[]): string {
  const at = (target: Target): number | undefined => {
    const found = samples.filter((s) => s.row === row && s.what === table.what && s.target === target);
    return found.length === 0
      ? undefined
      : percentile(
          found.map(({ ms }) => ms),
          0.5,
        );
  };
  const run = ratio(at('sidetraceRun'), at('idleRun'));
  const plain = ratio(at('sidetrace'), at('idle'));
  const isExit = table.what.startsWith('exit');
  const saving =
    row.waits && !isExit
      ? ratio(added(at('mlflow'), at('off')), added(at('sidetrace'), at('off')))
      : undefined;
  const limit = table.atMost?.(row) ?? Number.POSITIVE_INFINITY;
  const isMet =
    [run, plain].every((each) => each === undefined || each <= maxOfFloor) &&
    (saving === undefined || saving >= minSaving) &&
    (at('sidetrace') ?? 0) <= limit;
  const cells = [
    `${row.version.name}${row.isSetToWait ? ', synchronous' : ''}`,
    text(at('bare')),
    text(at('off')),
    text(at('idleRun')),
    `**${text(at('sidetraceRun'))}**`,
    times(run),
    text(at('idle')),
    `**${text(at('sidetrace'))}**`,
    times(plain),
    text(at('mlflow')),
    times(saving),
    isMet ? 'yes' : '**no**',
  ];
  return `| ${cells.join(' | ')} |`;
}

function added(value: number | undefined, untraced: number | undefined): number | undefined {
  return value === undefined || untraced === undefined ? undefined : value - untraced;
}

function ratio(value: number | undefined, of: number | undefined): number | undefined {
  return value === undefined || of === undefined || of <= 0 ? undefined : value / of;
}

function text(value: number | undefined): string {
  return value === undefined ? '–' : numberText(value);
}

function times(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(2)} ×`;
}
