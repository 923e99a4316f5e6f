import { formatCount } from '../../../protocol/base/format.ts';
import type { TraceRow } from '../../../protocol/messages/rows.ts';

export function spansText({ spanCount }: TraceRow): string {
  return `${formatCount(spanCount)} ${spanCount === 1 ? 'span' : 'spans'}`;
}

/** `test_b[1]` of `tests/test_a.py::TestA::test_b[1]`. */
export function testName(test: string): string {
  const [path = test] = test.split('[', 1);
  const parent = path.lastIndexOf('::');
  return parent < 0 ? test : test.slice(parent + 2);
}
