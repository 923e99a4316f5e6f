import { expect, it } from 'vitest';
import { isJsonObject } from '../../protocol/base/json.ts';
import type { SourceCandidate } from '../../protocol/model/source.ts';
import type { Span } from '../../protocol/model/span.ts';
import { findCallPlace } from './callPlace.ts';
import { indexFile } from './indexFile.ts';
import { resolveSpan } from './resolve.ts';
import { createSlicer } from './slicer.ts';
import { spanOf, traceOf } from './testing/spans.ts';

const agent = `import mlflow

def calculate_tip(bill_amount, tip_percentage):
    return bill_amount * tip_percentage / 100

def tip(x):
    return x

@mlflow.trace
def work(task):
    """Works."""
    with mlflow.start_span(name="inner"):
        return task
`;
const cells = [{ cell_type: 'code', source: 'import mlflow\n@mlflow.trace\ndef work(task):\n  return 1' }];
const texts: Readonly<Record<string, string>> = {
  '/w/agent.py': agent,
  '/w/notes.ipynb': JSON.stringify({ cells }),
};

async function find(span: Span, now: Readonly<Record<string, string>> = texts) {
  const files = await Promise.all(
    Object.entries(texts)
      .filter(([file]) => file.endsWith('.py'))
      .map(async ([file, text]) => ({ file, ...(await indexFile(file, text, createSlicer())) })),
  );
  return findCallPlace(span, traceOf(), {
    resolve: async (one, trace) =>
      resolveSpan(one, trace, { workspace: { files, truncated: false }, folders: ['/w'] }),
    files: async () => files,
    openText: (path) => now[path],
  });
}

/** A span whose place came with it. */
function recorded(
  place: Partial<SourceCandidate> & { readonly line: number },
  given: Partial<Span> = {},
): Span {
  const location = { file: '/w/agent.py', basis: 'recorded' as const, ...place };
  return spanOf({ name: 'any', source: { ...location, candidates: [location] }, ...given });
}
const entered = (line: number): Span => {
  const span = recorded({ line, function: 'work' });
  return {
    ...span,
    source: { basis: 'recorded', candidates: [], ...span.source, callSite: { file: '/w/agent.py', line } },
  };
};

it('is the first line of the function that was recorded', async () => {
  expect(await find(recorded({ line: 9, function: 'work' }))).toEqual({
    place: {
      file: '/w/agent.py',
      line: 12,
      callee: { name: 'work', parameters: [{ name: 'task', kind: 'plain' }], isAsync: false },
    },
  });
});

it('is the line where a block is entered', async () => {
  expect(await find(entered(12))).toEqual({ place: { file: '/w/agent.py', line: 12 } });
});

it('comes from the index where nothing was recorded', async () => {
  expect(await find(spanOf({ name: 'work' }))).toMatchObject({
    place: { line: 12, callee: { name: 'work' } },
  });
  expect(await find(spanOf({ name: 'inner' }))).toEqual({ place: { file: '/w/agent.py', line: 12 } });
  expect((await find(spanOf({ name: 'nowhere' }))).reason).toContain('nowhere');
});

it('is where the function was moved to, and says when it is gone', async () => {
  const moved = { '/w/agent.py': `\n\n\n\n${agent}` };
  expect(await find(recorded({ line: 9, function: 'work' }), moved)).toMatchObject({ place: { line: 16 } });
  const gone = await find(recorded({ line: 9, function: 'work' }), { '/w/agent.py': 'x = 1\n' });
  expect(gone.reason).toBe(
    '/w/agent.py has changed since this span ran: work is not there any more. Run the program again.',
  );
  expect((await find(entered(12), { '/w/agent.py': 'x = 1\n' })).reason).toContain('line 12');
});

it('is a line of its cell in a notebook', async () => {
  const span = spanOf({ name: 'any' });
  const place = { file: '/w/notes.ipynb', cell: 0, line: 3, function: 'work', basis: 'index' as const };
  const found = await findCallPlace(span, traceOf(), {
    resolve: async () => ({ candidates: [place] }),
    files: async () => [],
    openText: (path) => texts[path],
  });
  expect(found).toMatchObject({ place: { file: '/w/notes.ipynb', cell: 0, line: 4 } });
});

it('is the line alone in other languages', async () => {
  const span = recorded({ file: '/w/agent.ts', line: 7, function: 'work' });
  expect(await find(span)).toEqual({ place: { file: '/w/agent.ts', line: 7 } });
});

it('says when the file cannot be read', async () => {
  expect((await find(recorded({ file: '/nowhere/gone.py', line: 1 }))).reason).toBe(
    '/nowhere/gone.py cannot be read.',
  );
});

it('is the tool’s own function where an agent runs it in a block', async () => {
  const tool = (name: string, inputs: Span['inputs']): Span => ({
    ...entered(12),
    kind: 'TOOL',
    name,
    inputs,
  });
  const inputs = { bill_amount: 187.32, tip_percentage: 22 };
  const found = await find(tool('ToolExecution_calculate_tip', inputs));
  expect(found).toMatchObject({ place: { line: 4, callee: { name: 'calculate_tip' } } });
  expect(await find(tool('tip', { x: 1 }))).toMatchObject({ place: { callee: { name: 'tip' } } });
  for (const other of [tool('ToolExecution_calculate_tip', { a: 1 }), tool('multip', inputs)]) {
    expect(isJsonObject((await find(other)).place?.callee)).toBe(false);
  }
});
