/** Made-up traces of several runs, for tests and the development page. */
import type { RunInfo } from '../../protocol/model/trace.ts';
import type { MemoryTrace } from '../host/memoryServer.ts';
import { agentTrace, failedTrace } from './agentTraces.ts';
import { japaneseTrace, oneSpanTrace } from './otherTraces.ts';

const debug: RunInfo = { id: 'd', kind: 'debug', label: 'Python: agent' };
const tests: RunInfo = { id: 't', kind: 'test', label: 'pytest tests' };
const cell: RunInfo = { id: 'k/7', kind: 'notebook', label: '料理.ipynb [7]' };
const terminal: RunInfo = { id: 's', kind: 'terminal', label: 'evaluate.py --model gpt-4o-mini --all' };

export function ofRun(run: RunInfo, trace: MemoryTrace, test?: string): MemoryTrace {
  return { ...trace, run, row: { ...trace.row, ...(test !== undefined && { test }) } };
}

/** A debug session that runs, a test run with a failure, a cell, a command, and a program that nobody knows. */
export function runTraces(now: number): readonly MemoryTrace[] {
  const priced = oneSpanTrace('t3', now - 61_000);
  return [
    ofRun(debug, agentTrace('a', now - 6800, true)),
    ofRun(debug, agentTrace('b', now - 19_000, false)),
    oneSpanTrace('u', now - 30_000),
    ofRun(tests, agentTrace('t1', now - 66_000, false), 'tests/test_tip.py::test_tip[20]'),
    ofRun(tests, failedTrace('t2', now - 63_000), 'tests/test_tip.py::test_division_by_zero'),
    ofRun(
      tests,
      { ...priced, row: { ...priced.row, cost: { usd: 0.0042, basis: 'computed', unknown: 0 } } },
      'tests/test_tip.py::TestPow::test_pow',
    ),
    ofRun(cell, japaneseTrace('c', now - 120_000)),
    ofRun(terminal, oneSpanTrace('s1', now - 26 * 3_600_000)),
    ofRun(terminal, oneSpanTrace('s2', now - 26 * 3_600_000 + 900)),
  ];
}
