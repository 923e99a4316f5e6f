/**
 * The parts of `npm test`, in the order they run: what is quick and says most comes first. `built`: what must have been
 * built and packed before; `measures` runs also when that failed. `repeats`: what runs once more where little failed; in a
 * file of `vscode` a test goes on where the one before it has ended.
 */
export const suites = [
  { name: 'check', projects: [], built: 'measures', repeats: 'tests' },
  { name: 'unit', projects: ['unit', 'unit-webview'], built: 'nothing', repeats: 'tests' },
  { name: 'captures', projects: ['captures'], built: 'nothing', repeats: 'tests' },
  { name: 'sdk', projects: ['sdk'], built: 'needs', repeats: 'tests' },
  { name: 'differential', projects: ['differential'], built: 'needs', repeats: 'tests' },
  { name: 'faults', projects: ['faults'], built: 'needs', repeats: 'tests' },
  { name: 'vscode', projects: ['vscode'], built: 'needs', repeats: 'files' },
  { name: 'package', projects: ['package'], built: 'needs', repeats: 'files' },
] as const;

export type Suite = (typeof suites)[number];

/** Set (to anything) where every version of the SDKs is to be tested, not one of each kind. */
export const allVersionsVariable = 'SIDETRACE_TEST_ALL_VERSIONS';

const allVersionsOption = '--all-versions';

export interface Plan {
  readonly suites: readonly Suite[];
  readonly allVersions: boolean;
  /** Passed on to vitest: file names, `-t NAME` and other options. */
  readonly vitestArgs: readonly string[];
}

/** Reads `npm test -- [--all-versions] [SUITE…] [vitest's arguments]`; with no suite named, all of them. */
export function planTests(given: readonly string[]): Plan {
  const args = given.filter((arg) => arg !== allVersionsOption);
  const isSuite = (arg: string) => suites.some(({ name }) => name === arg);
  const end = args.findIndex((arg) => !isSuite(arg));
  const named = end === -1 ? args : args.slice(0, end);
  return {
    suites: named.length === 0 ? suites : suites.filter(({ name }) => named.includes(name)),
    allVersions: args.length < given.length,
    vitestArgs: end === -1 ? [] : args.slice(end),
  };
}

/** True when the arguments choose tests within a suite, so that a suite may rightly have none. */
export function isFiltered({ vitestArgs }: Plan): boolean {
  return vitestArgs.length > 0;
}
