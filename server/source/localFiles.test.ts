import { expect, it } from 'vitest';
import { LocalFiles } from './localFiles.ts';
import type { IndexedFile, IndexedSymbol } from './symbols.ts';
import { spanOf } from './testing/spans.ts';

let now = 0;
const files = (...there: readonly string[]) => {
  const looks: string[] = [];
  const isFile = (path: string): boolean => {
    looks.push(path);
    return there.includes(path);
  };
  const local = new LocalFiles({ isOpen: (path) => path === '/w/unsaved.py', now: () => now, isFile });
  return { local, looks };
};

const named = (functionName: string, kind: IndexedSymbol['kind'] = 'function'): IndexedSymbol => ({
  kind,
  spanName: [functionName],
  functionName,
  line: 1,
  column: 1,
});
const indexed = (file: string, ...symbols: readonly IndexedSymbol[]): IndexedFile => ({
  file,
  symbols,
  addresses: [],
});
const place = (file: string, name?: string) =>
  ({
    file,
    line: 1,
    basis: 'recorded',
    candidates: [],
    ...(name !== undefined && { function: name }),
  }) as const;

it('a mapped path is the file here, where that is there', () => {
  const { local } = files('/w/a.py', '/here/b.py');
  local.setMappings([{ remoteRoot: '/app', localRoot: '/w' }]);
  const recorded = ['/app/a.py', '/app/unsaved.py', '/app/none.py', '/here/b.py', 'a.py', '<stdin>'];
  expect(recorded.map((path) => local.of(path))).toEqual([
    '/w/a.py',
    '/w/unsaved.py',
    '/app/none.py',
    '/here/b.py',
    'a.py',
    '<stdin>',
  ]);
  expect(recorded.map((path) => local.isElsewhere(path))).toEqual([false, false, true, false, false, false]);
  expect(local.isElsewhere('/tmp/ipykernel_1/123.py')).toBe(false);
  local.setMappings([]);
  expect(local.of('/app/a.py')).toBe('/app/a.py');
});

it('looks at the disk for one path again after a while, and never at a share', () => {
  const { local, looks } = files();
  local.setMappings([{ remoteRoot: '//evil/share', localRoot: '//evil/share' }]);
  now = 0;
  local.of('/a.py');
  local.of('/a.py');
  local.of('//evil/share/a.py');
  local.of('\\\\evil\\share\\a.py');
  expect(looks).toEqual(['/a.py']);
  now = 10_000;
  local.of('/a.py');
  expect(looks).toEqual(['/a.py', '/a.py']);
  // Whether a line can be opened is not told from memory: the file may just have gone.
  local.isElsewhere('/a.py');
  expect(looks).toHaveLength(3);
});

it('guesses by the end of the path and the function, and remembers the folder', () => {
  const { local } = files('/w/src/agent.py', '/w/src/tools/tip.py');
  const workspace = [
    indexed('/w/src/agent.py', named('Agent.run')),
    indexed('/w/old/agent.py', named('other')),
    indexed('/w/src/tools/tip.py', named('calculate_tip')),
  ];
  const span = spanOf({ name: 'run', source: place('/app/agent.py', 'run') });
  expect(local.of('/app/tools/tip.py')).toBe('/app/tools/tip.py');
  expect(local.guess('/app/agent.py', span, workspace)).toEqual(['/w/src/agent.py']);
  expect(local.of('/app/agent.py')).toBe('/w/src/agent.py');
  expect(local.of('/app/tools/tip.py')).toBe('/w/src/tools/tip.py');
});

it('of several that fit equally none is remembered; a block is known by its name', () => {
  const { local } = files('/w/a/main.py', '/w/b/main.py');
  const workspace = [
    indexed('/w/a/main.py', named('ask', 'block')),
    indexed('/w/b/main.py', named('ask', 'block')),
    indexed('/w/c/main.py', named('plan', 'block'), named('ask')),
  ];
  const span = spanOf({ name: 'ask', source: place('/app/main.py') });
  expect(local.guess('/app/main.py', span, workspace)).toEqual(['/w/a/main.py', '/w/b/main.py']);
  expect(local.isElsewhere('/app/main.py')).toBe(true);
  expect(local.guess('/app/main.py', { ...span, name: 'plan' }, workspace)).toEqual(['/w/c/main.py']);
});
