import type { MlflowVersion } from '../../sdk/harness/mlflowVersions.ts';
import type { Difference } from './compare.ts';

/** One kind of difference that is meant to be, with the versions that show it. */
export interface AllowedDifference {
  /**
   * Program and path, with slashes: `errors/missing run/message`. `*` stands for any text within a name, `**` for any names.
   */
  readonly path: string;
  /** Inclusive, `[3, 4]` and up; without: every version. */
  readonly from?: readonly [major: number, minor: number];
  readonly to?: readonly [major: number, minor: number];
  readonly ours: string;
  readonly theirs: string;
  readonly reason: string;
}

/** Versions as readers know them: `2.14 – 3.1`, `3.2 and up`, `all`. */
export function versionsText({ from, to }: AllowedDifference): string {
  const [first, last] = [from?.join('.'), to?.join('.')];
  if (first === undefined) return last === undefined ? 'all' : `up to ${last}`;
  return last === undefined ? `${first} and up` : first === last ? first : `${first} – ${last}`;
}

/** The row that allows this difference of this program with this version. */
export function allowing(
  allowed: readonly AllowedDifference[],
  { path }: Difference,
  { program, version }: { readonly program: string; readonly version: Pick<MlflowVersion, 'number'> },
): AllowedDifference | undefined {
  return allowed.find((row) => holdsFor(row, version) && patternOf(row.path).test(`${program}/${path}`));
}

function holdsFor({ from, to }: AllowedDifference, { number }: Pick<MlflowVersion, 'number'>): boolean {
  const [major, minor] = number;
  const isBefore = (a: readonly [number, number], b: readonly [number, number]): boolean =>
    a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
  return !(from && isBefore([major, minor], from)) && !(to && isBefore(to, [major, minor]));
}

function patternOf(path: string): RegExp {
  const names = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${names.replace(/\*\*|\*/g, (stars) => (stars === '*' ? '[^/]*' : '.*'))}$`);
}
