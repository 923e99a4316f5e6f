import { expect, it } from 'vitest';
import { localPath, localPaths, mappingOf, sameEnding } from './localPath.ts';

const app = { remoteRoot: '/app', localRoot: '/home/me/proj' };

it.each<[string, string, readonly string[], 'posix' | 'windows', string[]]>([
  ['in a mapped root', '/app/x/a.py', ['/app'], 'posix', ['/home/me/proj/x/a.py', '/app/x/a.py']],
  ['a root with a slash', '/app/a.py', ['/app/'], 'posix', ['/home/me/proj/a.py', '/app/a.py']],
  ['beside the root', '/application/a.py', ['/app'], 'posix', ['/application/a.py']],
  ['the root itself', '/app', ['/app'], 'posix', ['/app']],
  ['out of the root', '/app/../etc/passwd', ['/app'], 'posix', ['/app/../etc/passwd']],
  ['the root of all', '/srv/a.py', ['/'], 'posix', ['/home/me/proj/srv/a.py', '/srv/a.py']],
  [
    'a drive in any case',
    'c:\\App\\x\\a.py',
    ['C:/app'],
    'posix',
    ['/home/me/proj/x/a.py', 'c:\\App\\x\\a.py', '/mnt/c/App/x/a.py'],
  ],
  ['Windows around a WSL', 'C:\\work\\a.py', [], 'posix', ['C:\\work\\a.py', '/mnt/c/work/a.py']],
  ['a WSL seen from Windows', '\\\\wsl$\\Ubuntu\\home\\me\\a.py', [], 'posix', ['/home/me/a.py']],
  ['its newer name', '\\\\wsl.localhost\\Ubuntu\\home\\me\\a.py', [], 'posix', ['/home/me/a.py']],
  ['a drive in a WSL', '/mnt/c/work/a.py', [], 'windows', ['/mnt/c/work/a.py', 'C:\\work\\a.py']],
  ['another machine', '\\\\evil\\share\\a.py', [], 'posix', []],
  ['the same with slashes', '//evil/share/a.py', [], 'windows', []],
  ['a share that is mapped', '\\\\build\\src\\a.py', ['\\\\BUILD\\src'], 'posix', ['/home/me/proj/a.py']],
])('the paths here of a path %s', (_, recorded, roots, system, expected) => {
  const mappings = roots.map((remoteRoot) => ({ ...app, remoteRoot }));
  expect(localPaths(recorded, mappings, system)).toEqual(expected);
});

it('a mapping to a share is none; one to a drive writes the path as Windows does', () => {
  const to = (localRoot: string) => localPaths('/app/x/a.py', [{ remoteRoot: '/app', localRoot }], 'windows');
  expect(to('\\\\evil\\share')).toEqual(['/app/x/a.py']);
  expect(to('C:\\work')).toEqual(['C:\\work\\x\\a.py', '/app/x/a.py']);
});

it('the mapping of the longest root that has the file counts', () => {
  const lib = { remoteRoot: '/app/lib', localRoot: '/home/me/lib' };
  const at = (there: readonly string[]) =>
    localPath('/app/lib/a.py', [app, lib], (path) => there.includes(path), 'posix');
  expect(at(['/home/me/lib/a.py', '/home/me/proj/lib/a.py', '/app/lib/a.py'])).toBe('/home/me/lib/a.py');
  expect(at(['/home/me/proj/lib/a.py', '/app/lib/a.py'])).toBe('/home/me/proj/lib/a.py');
  expect(at(['/app/lib/a.py'])).toBe('/app/lib/a.py');
  expect(at([])).toBeUndefined();
});

it('files that end as a path does, as far as possible', () => {
  const files = ['/w/a/agent.py', '/w/b/tools/agent.py', '/w/c/tools/agent.py', '/w/other.py'];
  expect(sameEnding('/app/agent.py', files)).toEqual(files.slice(0, 3));
  expect(sameEnding('/app/b/tools/agent.py', files)).toEqual(['/w/b/tools/agent.py']);
  expect(sameEnding('C:\\x\\tools\\agent.py', files)).toEqual(files.slice(1, 3));
  expect(sameEnding('/app/none.py', files)).toEqual([]);
  expect(sameEnding('/app/agent.py', [])).toEqual([]);
});

it('what two paths of one file say of their folders', () => {
  expect(mappingOf('/app/x/a.py', '/work/x/a.py')).toEqual({ remoteRoot: '/app', localRoot: '/work' });
  expect(mappingOf('/a.py', '/work/a.py')).toEqual({ remoteRoot: '/', localRoot: '/work' });
  expect(mappingOf('C:\\app\\a.py', '/w/a.py')).toEqual({ remoteRoot: 'C:\\app', localRoot: '/w' });
});
