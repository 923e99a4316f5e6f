import type { IndexedSymbol } from './symbols.ts';

/** By pytest's own rule for files. */
export function isTestFile(path: string): boolean {
  return /(?:^|[\\/])(?:test_[^\\/]*|[^\\/]*_test)\.py$/.test(path);
}

/** Test functions by pytest's rule; a runner's tracing calls them by their node id (`tests/test_a.py::test_b[1]`) too. */
export function asTests(symbols: readonly IndexedSymbol[]): readonly IndexedSymbol[] {
  return symbols.map((symbol) => {
    const [name = ''] = symbol.spanName;
    const isTest = symbol.kind === 'function' && /^test/.test(name);
    return isTest
      ? {
          ...symbol,
          kind: 'test',
          otherNames: [
            ['', `::${name}`],
            ['', `::${name}[`, ']'],
            [`${name}[`, ']'],
          ],
        }
      : symbol;
  });
}
