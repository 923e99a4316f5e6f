import { expect, it } from 'vitest';
import { mappingsOfSession, readMappings } from './readMappings.ts';

const folders = [
  { name: 'proj', path: '/home/me/proj' },
  { name: 'lib', path: '/home/me/lib' },
];
const variable = (name: string): string => `\${${name}}`;

it.each<[string, unknown, unknown]>([
  ['a list', [{ remoteRoot: '/app', localRoot: '/w' }], [{ remoteRoot: '/app', localRoot: '/w' }]],
  ['an object', { '/app': '/w' }, [{ remoteRoot: '/app', localRoot: '/w' }]],
  [
    'the folder',
    { '/app': `${variable('workspaceFolder')}/src` },
    [{ remoteRoot: '/app', localRoot: '/home/me/proj/src' }],
  ],
  [
    'a folder by its name',
    { '/app': variable('workspaceFolder:lib') },
    [{ remoteRoot: '/app', localRoot: '/home/me/lib' }],
  ],
  ['a relative one', { '/app': 'src' }, [{ remoteRoot: '/app', localRoot: '/home/me/proj/src' }]],
  ['Windows', { '/app': 'C:\\w' }, [{ remoteRoot: '/app', localRoot: 'C:\\w' }]],
  ['an unknown folder', { '/app': variable('workspaceFolder:none') }, []],
  ['another variable', { '/app': variable('env:HOME') }, []],
  ['what debugpy writes for a program here', [{ remoteRoot: '.', localRoot: '/w' }], []],
  ['no text', { '/app': 7 }, []],
  ['nothing', undefined, []],
])('reads mappings: %s', (_, setting, expected) => {
  expect(readMappings(setting, folders)).toEqual(expected);
});

it('without a folder only absolute ones are known', () => {
  expect(readMappings({ '/a': variable('workspaceFolder'), '/b': 'x', '/c': '/c' }, [])).toEqual([
    { remoteRoot: '/c', localRoot: '/c' },
  ]);
});

it("takes those of Python's and Node's debug sessions", () => {
  const mapping = { remoteRoot: '/app', localRoot: '/w' };
  expect(mappingsOfSession({ type: 'debugpy', pathMappings: [mapping] }, folders)).toEqual([mapping]);
  expect(mappingsOfSession({ type: 'node', ...mapping }, folders)).toEqual([mapping]);
  expect(mappingsOfSession({ type: 'go' }, folders)).toEqual([]);
});
