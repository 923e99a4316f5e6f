import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RanText, SourceCandidate } from '../../protocol/model/source.ts';
import { kernelHash } from './kernelCell.ts';
import { createSourceIndex } from './sourceIndex.ts';
import { spanOf, traceOf } from './testing/spans.ts';

const tip = '@mlflow.trace\ndef calculate_tip(bill):\n    return bill / 5\n';
const text = `import mlflow\n\n\n${tip}\n\nprint(calculate_tip(10))\n`;
const ran: RanText = { text: tip, line: 4, name: 'calculate_tip' };

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetrace-ran-'));
  file = join(folder, 'agent.py');
  await writeFile(file, text);
});

afterEach(() => rm(folder, { recursive: true }));

function spanAt(place: Partial<SourceCandidate>) {
  const at = { file, line: 4, function: 'calculate_tip', basis: 'recorded' as const, ...place };
  return spanOf({ name: 'calculate_tip', source: { ...at, candidates: [at] } });
}

const indexOf = (unsaved: Readonly<Record<string, string>> = {}) =>
  createSourceIndex({ folders: [folder], openText: (path) => unsaved[path] });

it.each<[string, string, string, number]>([
  ['as it ran', text, 'same', 5],
  ['lower', `${'#\n'.repeat(50)}${text}`, 'moved', 55],
  ['higher', text.replace('import mlflow\n\n', ''), 'moved', 3],
  ['edited and lower', `${'#\n'.repeat(50)}${text.replace('/ 5', '/ 4')}`, 'changed', 55],
  ['gone', 'import mlflow\n', 'gone', 4],
])(
  'opens the line of today and says what became of the code, unsaved text first: %s',
  async (_, now, code, line) => {
    const found = await indexOf({ [file]: now }).resolveSpan(spanAt({}), traceOf(), { ran });
    expect(found).toMatchObject({ code, candidates: [{ file, line, basis: 'recorded' }] });
  },
);

it('claims nothing where the text is not known, or the file is not there', async () => {
  expect(await indexOf().resolveSpan(spanAt({}), traceOf())).not.toHaveProperty('code');
  const elsewhere = spanAt({ file: '/nowhere/other.py' });
  expect(await indexOf().resolveSpan(elsewhere, traceOf(), { ran })).not.toHaveProperty('code');
});

it('a call that moved with its function is found by its text', async () => {
  const block = '@mlflow.trace\ndef work():\n    with mlflow.start_span("a"):\n        pass\n';
  const at = { file, line: 3, function: 'work', basis: 'recorded' as const };
  const span = spanOf({
    name: 'a',
    source: { ...at, callSite: { file, line: 3 }, candidates: [at] },
  });
  const now = `\n\n${block.replace('work():', 'work():\n    x = 1')}`;
  const found = await indexOf({ [file]: now }).resolveSpan(span, traceOf(), {
    ran: { text: block, line: 1, name: 'work' },
  });
  expect(found).toMatchObject({ code: 'changed', candidates: [{ line: 6 }] });
});

it('puts what ran into the file of today', async () => {
  const now = text.replace('/ 5', '/ 4').replace('(10)', '(11)');
  const index = indexOf({ [file]: now });
  const place = await index.textAsItRan(spanAt({}), traceOf(), ran);
  expect(place).toEqual({ file, line: 5, text: now.replace('/ 4', '/ 5') });
});

it('compares a cell with what its notebook has now', async () => {
  const source = `x = 1\n${tip}`;
  const edited = source.replace('/ 5', '/ 4');
  const cells = [
    { cell_type: 'markdown', source: '# hello' },
    { cell_type: 'code', id: 'c1', source: `%time 1\n${edited}` },
  ];
  const notebook = join(folder, 'notes.ipynb');
  await writeFile(notebook, JSON.stringify({ nbformat: 4, cells }));
  const name = `/tmp/ipykernel_7/${kernelHash(source)}.py`;
  const span = spanAt({ file: name, line: 2, cellId: 'c1' });
  const ofCell = { ...ran, line: 2 };
  const index = indexOf();
  const { code, candidates } = await index.resolveSpan(span, traceOf(), { ran: ofCell });
  expect([code, candidates[0]]).toMatchObject(['changed', { file: notebook, cell: 1, line: 4 }]);
  const place = await index.textAsItRan(span, traceOf(), ofCell);
  expect(place).toMatchObject({ file: notebook, cell: 1, text: `%time 1\n${source.trimEnd()}\n` });
  const magic = { ...ofCell, text: `${tip}    get_ipython().run_line_magic('time', '')\n` };
  expect(await index.resolveSpan(span, traceOf(), { ran: magic })).not.toHaveProperty('code');
});

it('opens the line here of a program in a container: by a mapping, by its function, or offers several', async () => {
  const span = spanAt({ file: '/app/agent.py' });
  const guessed = await indexOf().resolveSpan(span, traceOf(), { ran });
  expect(guessed).toMatchObject({ code: 'same', candidates: [{ file, line: 5, basis: 'recorded' }] });
  expect(guessed.equal).toBeUndefined();
  await mkdir(join(folder, 'copy'));
  await writeFile(join(folder, 'copy', 'agent.py'), text);
  const several = await indexOf().resolveSpan(span, traceOf());
  expect(several).toMatchObject({
    equal: 2,
    candidates: [{ file }, { file: join(folder, 'copy', 'agent.py') }],
  });
  const mapped = indexOf();
  mapped.setPathMappings([{ remoteRoot: '/app', localRoot: join(folder, 'copy') }]);
  expect(mapped.localFile('/app/agent.py')).toBe(join(folder, 'copy', 'agent.py'));
});

it('a path from elsewhere that fits no file here is not opened', async () => {
  const span = spanAt({ file: '/app/agent.py', function: 'other' });
  const { candidates } = await indexOf().resolveSpan({ ...span, name: 'other' }, traceOf());
  expect(candidates).toEqual([]);
});

it('a frame of a program in a container opens the file here', async () => {
  const index = indexOf();
  const frame = {
    file: '/app/agent.py',
    line: 6,
    library: false,
    start: 0,
    end: 1,
    nameStart: 0,
    nameEnd: 1,
  };
  const found = await index.resolveSpan(spanAt({ file: '/app/agent.py' }), traceOf(), { frame });
  expect(found).toEqual({ candidates: [{ file, line: 6, basis: 'stacktrace' }] });
});
