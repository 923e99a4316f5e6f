import { numberText } from './report.ts';

/** Milliseconds that a fault of the receiver adds. */
export interface FaultFigures {
  /** Of the calls. */
  readonly median: number;
  readonly most: number;
  readonly exit: number;
}

/** The same with plain `mlflow server` that has gone; `exit` is absent where the call itself was not over. */
export type Reference = Partial<FaultFigures>;

export interface FaultRow {
  readonly version: string;
  readonly date: string;
  readonly fault: string;
  readonly figures: FaultFigures;
  readonly reference?: Reference;
}

const columns = [
  'SDK and fault',
  'measured',
  'a call, p50',
  'the slowest call',
  'exit',
  'mlflow server gone: a call',
  'its exit',
  'met',
];

/** Milliseconds of a call, of an exit. */
const budget = { call: 50, exit: 1000 } as const;

/** One line for each version and fault, in the order given. */
export function faultTable(rows: readonly FaultRow[]): string {
  const lines = rows.map(({ version, date, fault, figures, reference = {} }) => {
    const isMet = figures.median <= budget.call && figures.exit <= budget.exit;
    const theirs = [reference.median, reference.exit].map((value) =>
      value === undefined ? '–' : numberText(value),
    );
    return [
      `${version}, ${fault}`,
      date,
      numberText(figures.median),
      numberText(figures.most),
      numberText(figures.exit),
      ...theirs,
      isMet ? 'yes' : '**no**',
    ];
  });
  const table = [columns, columns.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`);
  return ['### Version and fault, ms', '', ...table].join('\n');
}
