import { expect, it } from 'vitest';
import type { IndexedSymbol } from '../../source/symbols.ts';
import type { RecentCall } from '../../store/recentCalls.ts';
import { namesOfPlaces, placesOfCalls } from './placesOfCalls.ts';

const file = '/w/agent.py';

function place(line: number, over: Partial<IndexedSymbol> = {}): IndexedSymbol {
  return { kind: 'decorated', spanName: ['plan'], line, column: 1, ...over };
}

function call(name: string, over: Partial<RecentCall> = {}): RecentCall {
  return {
    traceId: 't',
    spanId: 's',
    revision: 1,
    name,
    kind: 'TOOL',
    status: 'ok',
    startNs: 1n,
    endNs: 2n,
    bytes: 1,
    ...over,
  };
}

/** The lines to which calls are given, each with its count. */
function given(symbols: readonly IndexedSymbol[], ...calls: readonly RecentCall[]): Record<number, number> {
  const places = placesOfCalls(file, symbols, calls);
  return Object.fromEntries(places.map(({ symbol, calls: own }) => [symbol.line, own.length]));
}

const def = { tracedFunction: 'plan', functionName: 'plan' };

it('gives calls to the place of their name, and none to places that were not called', () => {
  const symbols = [place(3, def), place(9, { spanName: ['other'] })];
  expect(given(symbols, call('plan'), call('plan_2'), call('nothing'))).toEqual({ 3: 2 });
});

it('leaves calls of the same name in another file out', () => {
  const elsewhere = { location: { file: '/x/agent.py', line: 3, function: 'plan' } };
  expect(given([place(3, def)], call('plan', elsewhere))).toEqual({});
  const windows = placesOfCalls(
    'C:\\W\\a.py',
    [place(3, def)],
    [call('plan', { location: { file: 'c:/w/a.py', line: 2, function: 'plan' } })],
  );
  expect(windows).toHaveLength(1);
});

it('tells places of one name apart by function and line, and says nothing where nothing tells', () => {
  const block = { kind: 'block', spanName: ['step'] } as const;
  const symbols = [
    place(5, { ...block, functionName: 'one' }),
    place(15, { ...block, functionName: 'two' }),
    place(18, { ...block, functionName: 'two' }),
  ];
  const at = (line: number, name: string) => call('step', { location: { file, line, function: name } });
  expect(given(symbols, at(6, 'one'), at(18, 'two'), at(15, 'two'))).toEqual({ 5: 1, 15: 1, 18: 1 });
  // Everything moved by ten lines while it was edited: the function still tells.
  expect(given(symbols, at(16, 'one'))).toEqual({ 5: 1 });
  expect(given(symbols, call('step'))).toEqual({});
});

it('takes a function with two decorators as one place', () => {
  expect(given([place(3, def), place(3, def), place(3, { ...def, kind: 'function' })], call('plan'))).toEqual(
    { 3: 1 },
  );
});

it('knows patterns, but not a name of which nothing is known', () => {
  const block = { kind: 'block' } as const;
  const symbols = [
    place(2, { ...block, spanName: ['ask ', '?'] }),
    place(4, { ...block, spanName: ['', ''] }),
  ];
  expect(given(symbols, call('ask why?'), call('anything'))).toEqual({ 2: 1 });
});

it('knows a function by its own name where the name of the span is made at run time', () => {
  const symbols = [place(2, { ...def, spanName: ['', ''] })];
  expect(given(symbols, call('plan', { functionName: 'plan' }))).toEqual({ 2: 1 });
  expect(given(symbols, call('plan', { functionName: 'other' }))).toEqual({});
});

it('takes a plain function only where the program told the place', () => {
  const symbols = [place(7, { kind: 'function', functionName: 'Agent.plan' })];
  expect(given(symbols, call('plan'))).toEqual({});
  expect(given(symbols, call('plan', { location: { file, line: 7, function: 'plan' } }))).toEqual({ 7: 1 });
  expect(given(symbols, call('plan', { location: { file, line: 7, function: 'run' } }))).toEqual({});
});

it('asks for what the places may be called, letter by letter', () => {
  const names = namesOfPlaces([
    place(1, { spanName: ['agent'], otherNames: [['run']], tracedFunction: 'plan' }),
    place(2, { spanName: ['why? [', ']*'] }),
    place(3, { spanName: ['', ''] }),
    place(4, { kind: 'schema', spanName: ['tool'] }),
  ]);
  expect(names).toEqual({ names: ['plan', 'agent', 'run'], globs: ['why[?] [[]*][*]'] });
});
