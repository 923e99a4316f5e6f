import { expect, it } from 'vitest';
import type { RecentCall } from '../../store/recentCalls.ts';
import { callSiteLines, type EditedText, type SeenLines } from './callSites.ts';

const file = '/w/agent.py';
const startMs = 1_790_000_000_000;

function call(name: string, line: number, over: Partial<RecentCall> = {}): RecentCall {
  return {
    traceId: 't',
    spanId: `${name} ${line}`,
    revision: 1,
    name,
    kind: 'UNKNOWN',
    status: 'ok',
    startNs: BigInt(startMs) * 1_000_000n,
    callSite: { file, line },
    location: { file, line: 99, function: name },
    bytes: 1,
    ...over,
  };
}

function text(code: string, editedMs = startMs - 1): EditedText {
  return { lines: code.split('\n'), editedMs };
}

/** `line: names`, lines from 1. */
function told(
  calls: readonly RecentCall[],
  edited: EditedText,
  seen: SeenLines = new Map(),
): readonly string[] {
  return callSiteLines(calls, edited, seen).map(
    ({ line, calls: own }) => `${line + 1}: ${own.map(({ name }) => name).join(' ')}`,
  );
}

it('tells at each line the newest call of each function, in the order in which they began', () => {
  const later = BigInt(startMs + 5) * 1_000_000n;
  const calls = [call('outer', 2, { startNs: later }), call('inner', 2), call('inner', 2), call('inner', 1)];
  expect(told(calls, text('a = inner()\nouter(inner())'))).toEqual(['2: inner outer', '1: inner']);
});

it('takes the recorded line while the text is as it was, whatever variable the function is called by', () => {
  expect(told([call('tip', 1)], text('result = tools[name](**arguments)'))).toEqual(['1: tip']);
  expect(told([call('tip', 1)], text('# tip(1)'))).toEqual([]);
  expect(told([call('tip', 1)], text('x = 1'))).toEqual([]);
  expect(told([call('tip', 7)], text('tip(1)'))).toEqual([]);
});

it('leaves blocks to their own lines', () => {
  expect(told([call('tip', 1, { location: { file, line: 1 } })], text('with start_span("tip"):'))).toEqual(
    [],
  );
});

it('follows a line that moved after it was seen, and one that was edited while nothing else calls the function', () => {
  const seen: SeenLines = new Map();
  const calls = [call('tip', 1), call('tip', 2)];
  expect(told(calls, text('a = tip(1)\nb = tip(2)'), seen)).toEqual(['1: tip', '2: tip']);
  const edited = text('\n\na = tip(1)\nb = tip(3)', startMs + 1);
  expect(told(calls, edited, seen)).toEqual(['3: tip', '4: tip']);
  // What is left is the line of the other call.
  expect(told(calls, text('a = tip(1)\n', startMs + 1), seen)).toEqual(['1: tip']);
  expect(told([call('tip', 2)], text('a = tip(1)\n', startMs + 1), seen)).toEqual([]);
  const alone: SeenLines = new Map();
  expect(told([call('tip', 1)], text('a = tip(1)'), alone)).toEqual(['1: tip']);
  expect(told([call('tip', 1)], text('a = tip(2)  # x', startMs + 1), alone)).toEqual(['1: tip']);
});

it('knows in a text that was edited before it was seen only the one line that calls it', () => {
  const edited = (code: string) => text(code, startMs + 1);
  expect(told([call('tip', 1)], edited('def tip(x):\n  pass\n\nprint(tip(1))'))).toEqual(['4: tip']);
  expect(told([call('tip', 1)], edited('tip(1)\ntip(2)'))).toEqual([]);
  expect(told([call('tip', 1)], edited('tipsy(1)\n# tip(2)'))).toEqual([]);
});
