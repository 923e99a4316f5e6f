import { cpus } from 'node:os';
import type { Budget, Measurement, Part } from './measurement.ts';
import { spreadOf } from './stats.ts';

export interface PartResult {
  readonly part: Pick<Part, 'title' | 'method'>;
  readonly rounds: readonly (readonly Measurement[])[];
  /** Of the machine over the last minute, when the part began and when it ended. */
  readonly load: readonly [before: number, after: number];
}

const head = `# Results of \`npm run bench\`

Each figure is min / **median** / max over the rounds of its part; a percentile is taken in each round. The reference, where
there is one, was measured in the same rounds on the same machine, and the ratio is that of the medians: ratios travel
between machines, times do not. Budgets are those of the architecture; *no* in the last column means that one is missed.
`;

export interface Section {
  readonly title: string;
  /** Markdown, from its heading on. */
  readonly text: string;
}

/** The section of that title, empty where there is none. */
export function sectionOf(report: string, title: string): string {
  return report.split(/^(?=## )/m).find((text) => titleOf(text) === title) ?? '';
}

/** `RESULTS.md` with this section made anew; the other sections of `order` stay as they were. */
export function updateReport(old: string, section: Section, order: readonly string[]): string {
  const sections = new Map(
    old
      .split(/^(?=## )/m)
      .slice(1)
      .map((text) => [titleOf(text), text.trim()] as const),
  );
  sections.set(section.title, section.text);
  const ordered = order.map((title) => sections.get(title)).filter((text) => text !== undefined);
  return `${[head.trim(), ...ordered].join('\n\n')}\n`;
}

function titleOf(section: string): string {
  return /^## (.*)/.exec(section)?.[1] ?? '';
}

/** The section of a part that gives figures, one a line. */
export function figureSection({ part, rounds, load }: PartResult): Section {
  const count = rounds.length === 1 ? 'one round' : `${rounds.length} rounds`;
  const figures = [
    '| figure | Sidetrace | reference | ratio | budget | met |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rowsOf(rounds),
  ];
  return tableSection({ part, load, count }, figures.join('\n'));
}

export interface SectionHead extends Pick<PartResult, 'part' | 'load'> {
  /** How often it was measured, in words. */
  readonly count?: string;
}

export function tableSection({ part, load, count }: SectionHead, body: string): Section {
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const cores = cpus();
  const machine = `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${process.platform}, Node ${process.versions.node}`;
  const loads = load.map((value) => value.toFixed(1)).join(' before and ');
  const when = [`${date} UTC`, ...(count ? [count] : []), machine].join(' · ');
  const head = `${when} · load of the machine ${loads} after. ${part.method}`;
  return { title: part.title, text: [`## ${part.title}`, '', head, '', body].join('\n') };
}

function rowsOf(rounds: readonly (readonly Measurement[])[]): readonly string[] {
  const [first = []] = rounds;
  return first.map(({ figure, unit, budget }) => {
    const same = rounds.flat().filter((measurement) => measurement.figure === figure);
    const values = same.map(({ value }) => value);
    const references = same.flatMap(({ reference }) => (reference === undefined ? [] : [reference]));
    const reference = references.length === 0 ? undefined : spreadOf(references);
    const { median } = spreadOf(values);
    const cells = [
      `${figure}, ${unit}`,
      spreadText(values),
      reference ? spreadText(references) : '–',
      reference ? `${(median / reference.median).toFixed(2)} ×` : '–',
      budget ? budgetText(budget) : '–',
      budget ? (isMet(budget, median) ? 'yes' : '**no**') : '–',
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

function spreadText(values: readonly number[]): string {
  if (values.length === 1) return numberText(values[0] ?? 0);
  const { min, median, max } = spreadOf(values);
  return `${numberText(min)} / **${numberText(median)}** / ${numberText(max)}`;
}

function budgetText(budget: Budget): string {
  return 'atMost' in budget ? `≤ ${numberText(budget.atMost)}` : `≥ ${numberText(budget.atLeast)}`;
}

function isMet(budget: Budget, value: number): boolean {
  return 'atMost' in budget ? value <= budget.atMost : value >= budget.atLeast;
}

/** Three digits are enough: the next run has others. */
export function numberText(value: number): string {
  const digits = value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 };
  return value.toLocaleString('en-US', digits);
}
