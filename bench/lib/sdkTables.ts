import { numberText } from './report.ts';
import type { Row } from './sdkPlan.ts';
import { spreadOf } from './stats.ts';

/**
 * Against what the program ran. `bare`: without decorators; `off`: tracing disabled; `idle`: a server that does nothing.
 * `…Run`: with the environment of `sidetrace run`, else with `MLFLOW_TRACKING_URI` alone. `idle…Again`: once more the same as `idle…`.
 */
export type Target =
  | 'bare'
  | 'off'
  | 'idleRun'
  | 'idleRunAgain'
  | 'sidetraceRun'
  | 'idle'
  | 'idleAgain'
  | 'sidetrace'
  | 'mlflow';

/** One run of one program, or one scenario of it. */
export interface Sample {
  readonly row: Row;
  readonly target: Target;
  /** A scenario's name, or `exit NAME` of a program. */
  readonly what: string;
  /** Of one round are those that took turns. */
  readonly round: number;
  /** A call where the scenario has many, else all of it. */
  readonly ms: number;
}

interface Table {
  readonly what: string;
  readonly title: string;
  /** Milliseconds that a program may spend. */
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

const columns = [
  'SDK',
  'measured',
  'untraced',
  'off',
  'floor, run',
  'Sidetrace, run',
  'ratio',
  'floor again',
  'floor',
  'Sidetrace',
  'ratio',
  'floor again',
  'mlflow server',
  'saving, run',
  'saving',
  'met, run',
  'met',
];
const heading = [columns, columns.map(() => '---')].map(tableRow).join('\n');

/** One table a scenario; milliseconds, the medians of the rounds; a ratio is the median of those within a round. Rows as they first come, where there are any. */
export function sdkTables(samples: readonly Sample[], date: string): string {
  const rows = [...new Set(samples.map(({ row }) => row))];
  return tables
    .map((table) => {
      const measured = rows.filter((row) =>
        samples.some((one) => one.row === row && one.what === table.what),
      );
      const lines = measured.map((row) => lineOf(table, { row, date }, samples));
      return [`### ${table.title}, ms`, '', heading, ...lines].join('\n');
    })
    .join('\n\n');
}

interface Figures {
  readonly floor: number | undefined;
  readonly sidetrace: number | undefined;
  readonly ofFloor: number | undefined;
  readonly off: number | undefined;
  /** Only where the program waits for it. */
  readonly mlflow: number | undefined;
}

function lineOf(
  table: Table,
  { row, date }: { readonly row: Row; readonly date: string },
  samples: readonly Sample[],
): string {
  const rounds = (target: Target): ReadonlyMap<number, number> =>
    roundsOf(samples, { row, target, what: table.what });
  const at = (target: Target): number | undefined => median([...rounds(target).values()]);
  const within = (target: Target, floor: Target): number | undefined =>
    medianRatio(rounds(target), rounds(floor));
  const waits = row.waits && !table.what.startsWith('exit');
  const common = { off: at('off'), mlflow: waits ? at('mlflow') : undefined };
  const limit = table.atMost?.(row) ?? Number.POSITIVE_INFINITY;
  const run = judge(
    {
      ...common,
      floor: at('idleRun'),
      sidetrace: at('sidetraceRun'),
      ofFloor: within('sidetraceRun', 'idleRun'),
    },
    limit,
  );
  const plain = judge(
    { ...common, floor: at('idle'), sidetrace: at('sidetrace'), ofFloor: within('sidetrace', 'idle') },
    limit,
  );
  return tableRow([
    `${row.version.name}${row.isSetToWait ? ', synchronous' : ''}`,
    date,
    text(at('bare')),
    text(at('off')),
    text(at('idleRun')),
    `**${text(at('sidetraceRun'))}**`,
    run.ratio,
    times(within('idleRunAgain', 'idleRun')),
    text(at('idle')),
    `**${text(at('sidetrace'))}**`,
    plain.ratio,
    times(within('idleAgain', 'idle')),
    text(at('mlflow')),
    run.saving,
    plain.saving,
    run.met,
    plain.met,
  ]);
}

interface Verdict {
  readonly ratio: string;
  readonly saving: string;
  readonly met: string;
}

/** Where even the floor saves less than what is asked for, or takes longer, no server can do it: the ratio alone counts. */
function judge({ floor, sidetrace, ofFloor, off, mlflow }: Figures, limit: number): Verdict {
  const saving = ratio(added(mlflow, off), added(sidetrace, off));
  const best = ratio(added(mlflow, off), added(floor, off));
  const isBounded = best !== undefined && best < minSaving;
  const isMet =
    (ofFloor ?? 0) <= maxOfFloor &&
    (saving === undefined || isBounded || saving >= minSaving) &&
    ((sidetrace ?? 0) <= limit || (floor ?? 0) > limit);
  return {
    ratio: times(ofFloor),
    saving: isBounded ? `${times(saving)}, bounded: ${times(best)}` : times(saving),
    met: sidetrace === undefined ? '–' : isMet ? 'yes' : '**no**',
  };
}

/** Milliseconds by round. */
function roundsOf(
  samples: readonly Sample[],
  of: Pick<Sample, 'row' | 'target' | 'what'>,
): ReadonlyMap<number, number> {
  const found = samples.filter(
    ({ row, target, what }) => row === of.row && target === of.target && what === of.what,
  );
  return new Map(found.map(({ round, ms }) => [round, ms]));
}

function medianRatio(
  values: ReadonlyMap<number, number>,
  of: ReadonlyMap<number, number>,
): number | undefined {
  return median([...values].flatMap(([round, ms]) => ratio(ms, of.get(round)) ?? []));
}

function median(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : spreadOf(values).median;
}

function tableRow(cells: readonly string[]): string {
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
