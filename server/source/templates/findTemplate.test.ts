import { expect, it } from 'vitest';
import { createSlicer } from '../slicer.ts';
import { findTemplate } from './findTemplate.ts';

type Files = Readonly<Record<string, string>>;

async function* textsOf(files: Files) {
  for (const [path, text] of Object.entries(files)) yield { path, text };
}

function search(files: Files, prompt: string, over: { signal?: AbortSignal; now?: () => number } = {}) {
  return findTemplate(prompt, { texts: () => textsOf(files), slicer: createSlicer(), now: () => 0, ...over });
}

const places = async (files: Files, prompt: string) =>
  (await search(files, prompt)).candidates.map(({ file, cell, line }) =>
    cell === undefined ? `${file}:${line}` : `${file}#${cell}:${line}`,
  );

const notebook = (source: string) => JSON.stringify({ cells: [{ cell_type: 'code', source }] });

it.each<[string, Files, string]>([
  [
    'a plain text',
    { 'a.py': '\nx = "You answer questions about trains."' },
    'You answer questions about trains.',
  ],
  [
    'an f-string, around what was filled in',
    { 'a.py': '\nx = f"Answer the question {question!r} for {user} politely."' },
    "Answer the question 'why?' for Ann politely.",
  ],
  [
    'a template that `.format` fills in, and one in braces alone',
    { 'a.py': '\nx = "Translate this text into {language}:\\n{text}"' },
    'Translate this text into German:\nGood morning',
  ],
  [
    "LangChain's tuples, Jinja's doubled braces",
    {
      'a.py':
        'ChatPromptTemplate.from_messages([\n("system", "You are a {{ role }} who knows {{city}} well.")])',
    },
    'You are a guide who knows Kyoto well.',
  ],
  [
    'what is indented, dedented, wrapped and put together',
    {
      'a.py':
        'x = 1\ny = dedent("""\n    You plan trips.\n\n      - Ask for the city.\n""") + ("One day "\n   f"in {city}.")',
    },
    'You plan trips.\n- Ask for the city.\nOne day in Kyoto.',
  ],
  [
    'a template with JSON in its own braces',
    { 'a.py': '\nx = f"Answer as JSON like {{\\"city\\": \\"Kyoto\\"}} and nothing else, {name}"' },
    'Answer as JSON like {"city": "Kyoto"} and nothing else, Ann',
  ],
  [
    'percent signs',
    { 'a.py': '\nx = "What is a %s percent tip on a bill of %(bill)s?"' },
    'What is a 15 percent tip on a bill of 84.5?',
  ],
  ['Japanese', { 'a.py': '\nx = f"次の都市の{thing}を日本語で答えて"' }, '次の都市の天気を日本語で答えて'],
  [
    'JavaScript',
    { 'a.ts': `\nconst x = \`Write a poem about \${topic}, in four lines.\`` },
    'Write a poem about rain, in four lines.',
  ],
])('finds %s', async (_, files, prompt) => {
  const [file = ''] = Object.keys(files);
  expect(await places(files, prompt)).toEqual([`${file}:2`]);
});

it('finds a text in the cell of a notebook', async () => {
  const files = { 'n.ipynb': notebook('import x\nprompt = "You answer questions about trains."') };
  expect(await places(files, 'You answer questions about trains.')).toEqual(['n.ipynb#0:2']);
});

it('puts the text that accounts for most first, and tells how many are equal', async () => {
  const short = 'x = "answer questions about trains"';
  const whole = 'x = f"You answer questions about trains to {user}."';
  const files = { 'a.py': short, 'b.py': whole, 'c.py': whole };
  const found = await search(files, 'You answer questions about trains to Ann.');
  expect(found.candidates.map(({ file }) => file)).toEqual(['b.py', 'c.py', 'a.py']);
  expect(found.equal).toBe(2);
});

it.each<[string, string, string]>([
  ['pieces in another order', 'x = f"about trains {a} answer questions"', 'answer questions about trains'],
  [
    'a text that is only half there',
    'x = "You answer questions about trains and ships"',
    'You answer questions about trains',
  ],
  ['few known characters', 'x = f"{a} about {b}"', 'questions about trains'],
  [
    'words that stand in a comment',
    '# You answer questions about trains.',
    'You answer questions about trains.',
  ],
])('does not find %s, and says why', async (_, text, prompt) => {
  const { candidates, reason } = await search({ 'a.py': text }, prompt);
  expect(candidates).toEqual([]);
  expect(reason).toMatch(/open folders/);
});

it('ends when it is withdrawn, or has taken too long', async () => {
  const files = { 'a.py': 'x = "You answer questions about trains."' };
  const prompt = 'You answer questions about trains.';
  const withdrawn = await search(files, prompt, { signal: AbortSignal.abort() });
  expect(withdrawn.reason).toMatch(/was ended/);
  let ms = 0;
  const late = await search(files, prompt, { now: () => (ms += 60_000) });
  expect(late.reason).toMatch(/was ended/);
});
