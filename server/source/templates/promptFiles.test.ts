import { expect, it } from 'vitest';
import { createSlicer } from '../slicer.ts';
import { findTemplate } from './findTemplate.ts';
import { isPromptFile } from './promptFiles.ts';

async function placesIn(file: string, content: string, prompt: string): Promise<readonly string[]> {
  async function* texts() {
    yield { path: file, text: content };
  }
  const { candidates } = await findTemplate(prompt, { texts, slicer: createSlicer(), now: () => 0 });
  return candidates.map(({ line, column }) => `${line}:${column}`);
}

it.each<[string, string, string, string, string]>([
  [
    'a text file, with holes',
    'system.txt',
    '\n  You answer questions about {topic}\n  for {user}.\n',
    'You answer questions about trains\nfor Ann.',
    '2:3',
  ],
  [
    'a Markdown file below its front matter',
    'a.md',
    '---\nmodel: gpt-4o\n---\n# Role\nYou plan trips to distant towns.\n',
    '# Role\nYou plan trips to distant towns.',
    '4:1',
  ],
  [
    'a section of a Markdown file',
    'a.md',
    '# Plan\nYou plan trips to distant towns.\n# Judge\nYou judge the plans of others.\n',
    'You judge the plans of others.',
    '4:1',
  ],
  [
    'a message of a Prompty file',
    'a.prompty',
    '---\nname: trips\n---\nsystem:\nYou plan trips to distant towns.\n\nuser:\n{{question}}\n',
    'You plan trips to distant towns.',
    '5:1',
  ],
  [
    'a Jinja template, whichever branch was taken',
    'a.j2',
    'You plan trips to distant towns.{# why #}\n{% if city %}\nThe city is {{ city }}, of course.\n{% else %}\nAsk for the city.\n{% endif %}\nBe brief, please.',
    'You plan trips to distant towns.\nAsk for the city.\nBe brief, please.',
    '1:1',
  ],
  [
    'a block in YAML',
    'a.yaml',
    'name: x\nprompts:\n  - role: system\n    text: |\n      You plan trips\n      to {{town}} and back.\n  - other\n',
    'You plan trips\nto Kyoto and back.',
    '5:7',
  ],
  [
    'a quoted text in YAML',
    'a.yml',
    'a: 1\nsystem: "You plan \\"long\\" trips\\n  to {town} and back."',
    'You plan "long" trips\n to Kyoto and back.',
    '2:9',
  ],
  [
    'a single-quoted text in YAML',
    'a.yml',
    "system: 'It''s you who plans trips to {town}.'",
    "It's you who plans trips to Kyoto.",
    '1:9',
  ],
  [
    'JSON',
    'a.json',
    '{\n  "messages": [{"role": "system", "content": "You plan trips\\nto {town} \\u2013 and back."}]\n}',
    'You plan trips\nto Kyoto – and back.',
    '2:46',
  ],
  [
    'TOML',
    'a.toml',
    '[prompts.system]\ntext = """\nYou plan trips\nto {town} and back."""\n',
    'You plan trips to Kyoto and back.',
    '2:8',
  ],
  ['Japanese', 'a.txt', '次の都市の{thing}を日本語で答えて', '次の都市の天気を日本語で答えて', '1:1'],
])('finds %s', async (_, file, content, prompt, place) => {
  expect(await placesIn(file, content, prompt)).toEqual([place]);
});

it('does not find a text of which only a part stands in the message', async () => {
  const content = 'You plan trips to distant towns.\nAsk for the city first.';
  expect(await placesIn('a.txt', content, 'You plan trips to distant towns.')).toEqual([]);
  const must = 'You plan trips to distant towns.{% if x %}a{% endif %} And ask for the city first.';
  expect(await placesIn('a.j2', must, 'You plan trips to distant towns.')).toEqual([]);
});

it.each(['{', '{"a": "You plan trips', '[1, ', '"', '- a: |', '{% if %}', '---'])(
  'reads on where the file is broken: %s',
  async (content) => {
    for (const file of ['a.json', 'a.yaml', 'a.toml', 'a.md', 'a.j2'])
      expect(await placesIn(file, content, 'You answer questions about trains')).toEqual([]);
  },
);

it.each([
  ['prompts/system.txt', true],
  ['README.MD', true],
  ['a.yaml', true],
  ['package-lock.json', false],
  ['/x/pnpm-lock.yaml', false],
  ['.hidden.json', false],
  ['a.py', false],
  ['a.ipynb', false],
  ['picture.png', false],
])('knows files of prompts by their names: %s', (name, is) => {
  expect(isPromptFile(name)).toBe(is);
});
