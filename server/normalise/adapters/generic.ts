import type { RawSpan } from '../../decode/rawSpan.ts';
import type { ConventionAdapter, SpanFacts } from '../facts.ts';
import { unwrap } from '../values.ts';

/**
 * Any span: `input.value` and `output.value`, which hand-written spans borrow from OpenInference. Matches all, so it stands last.
 */
export const genericAdapter: ConventionAdapter = {
  id: 'generic',
  detect: () => true,
  read: readGeneric,
};

function readGeneric({ attributes }: RawSpan): SpanFacts {
  const inputs = unwrap(attributes['input.value']);
  const outputs = unwrap(attributes['output.value']);
  return {
    kind: 'UNKNOWN',
    ...(inputs !== undefined && { inputs }),
    ...(outputs !== undefined && { outputs }),
  };
}
