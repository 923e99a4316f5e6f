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
  /** Suites that are tried with every version of the SDKs. */
  readonly allVersions: readonly Suite['name'][];
  /** Passed on to vitest: file names, `-t NAME` and other options. */
  readonly vitestArgs: readonly string[];
}

/**
 * Reads `npm test -- [--all-versions[=SUITE,…]] [SUITE…] [vitest's arguments]`; with no suite named, all of them. Throws an Error for every
 * version of what is no suite.
 */
export function planTests(given: readonly string[]): Plan {
  const [option] = given.filter(isAllVersions);
  const args = given.filter((arg) => !isAllVersions(arg));
  const isSuite = (arg: string) => suites.some(({ name }) => name === arg);
  const end = args.findIndex((arg) => !isSuite(arg));
  const named = end === -1 ? args : args.slice(0, end);
  return {
    suites: named.length === 0 ? suites : suites.filter(({ name }) => named.includes(name)),
    allVersions: option === undefined ? [] : suitesOf(option),
    vitestArgs: end === -1 ? [] : args.slice(end),
  };
}

function isAllVersions(arg: string): boolean {
  return arg === allVersionsOption || arg.startsWith(`${allVersionsOption}=`);
}

function suitesOf(option: string): Plan['allVersions'] {
  const names = suites.map(({ name }) => name);
  const [, list] = option.split('=');
  if (list === undefined) return names;
  return list.split(',').map((wanted) => {
    const name = names.find((each) => each === wanted);
    if (name === undefined) throw new Error(`No suite ${wanted}; there are ${names.join(', ')}.`);
    return name;
  });
}

/** True when the arguments choose tests within a suite, so that a suite may rightly have none. */
export function isFiltered({ vitestArgs }: Plan): boolean {
  return vitestArgs.length > 0;
}
