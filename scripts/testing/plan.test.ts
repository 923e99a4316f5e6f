import { expect, it } from 'vitest';
import { planTests } from './plan.ts';

const all = ['check', 'unit', 'captures', 'sdk', 'differential', 'faults', 'vscode', 'package'];

it.each([
  [[], all, []],
  [['unit'], ['unit'], []],
  [['captures', 'unit'], ['unit', 'captures'], []],
  [['unit', '-t', 'sdk'], ['unit'], ['-t', 'sdk']],
  [['-t', 'unit'], all, ['-t', 'unit']],
  [['vscode', 'harness.test.ts'], ['vscode'], ['harness.test.ts']],
])('plans %j', (args, suites, vitestArgs) => {
  const plan = planTests(args);
  expect(plan.suites.map(({ name }) => name)).toEqual(suites);
  expect(plan.vitestArgs).toEqual(vitestArgs);
});

it('tests every version of the SDKs where that is asked for, wherever the option stands', () => {
  expect(planTests(['sdk', '-t', 'x'])).toMatchObject({ allVersions: [] });
  expect(planTests(['--all-versions', 'sdk', '-t', 'x'])).toMatchObject({
    allVersions: all,
    vitestArgs: ['-t', 'x'],
  });
  expect(planTests(['sdk', '--all-versions'])).toMatchObject({ allVersions: all, vitestArgs: [] });
  const some = planTests(['--all-versions=faults,sdk']);
  expect(some.suites.map(({ name }) => name)).toEqual(all);
  expect(some).toMatchObject({ allVersions: ['faults', 'sdk'], vitestArgs: [] });
  expect(() => planTests(['--all-versions=fault'])).toThrow('No suite fault');
});
