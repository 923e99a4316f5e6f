import { expect, it } from 'vitest';
import { filePath } from './openDocuments.ts';
import { readOptions } from './readOptions.ts';

const defaults = { databaseFile: '/d/traces.db', port: 5005, workspaceFolders: ['/w'] };

it.each([
  ['none', undefined, {}],
  ['null', null, {}],
  ['some', { port: 0, unknown: 1 }, { port: 0 }],
  [
    'all',
    { databaseFile: '/x', port: 1, previousPort: 2, alsoListenOn: [4318], workspaceFolders: [], prices: 'x' },
    { databaseFile: '/x', port: 1, previousPort: 2, alsoListenOn: [4318], workspaceFolders: [], prices: 'x' },
  ],
])('fills up options: %s', (_, given, expected) => {
  expect(readOptions(given, defaults)).toEqual({ options: { ...defaults, ...expected } });
});

it.each([
  [{ port: '5005' }, 'port'],
  [{ alsoListenOn: [70_000] }, 'alsoListenOn.0'],
  ['x', 'initializationOptions'],
])('names the option that cannot be read: %j', (given, field) => {
  const { options, problem } = readOptions(given, defaults);
  expect(options).toEqual(defaults);
  expect(problem?.split(':')[0]).toBe(field);
});

it.each([
  ['file:///w/%E6%A4%9C%20b.py', '/w/検 b.py'],
  ['untitled:Untitled-1', undefined],
  ['vscode-notebook-cell:/w/a.ipynb#W0', undefined],
  ['file:///w/%2Fb.py', undefined],
])('knows the file behind %s', (uri, path) => {
  expect(filePath(uri)).toBe(path);
});
