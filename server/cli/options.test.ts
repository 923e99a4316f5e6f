import { expect, it } from 'vitest';
import { parseCommandLine, UsageError } from './options.ts';

const both = { addresses: ['127.0.0.1', '::1'], workspaceFolders: [], open: false };

it.each<[string, unknown]>([
  ['serve', { kind: 'serve', serve: both }],
  [
    'serve --host ::1 --port 0 --db :memory: --workspace a --workspace b --token 12345678',
    {
      kind: 'serve',
      serve: {
        addresses: ['::1'],
        port: 0,
        database: ':memory:',
        workspaceFolders: ['a', 'b'],
        token: '12345678',
        open: false,
      },
    },
  ],
  [
    'serve --open --host 127.0.0.1',
    { kind: 'serve', serve: { ...both, addresses: ['127.0.0.1'], open: true } },
  ],
  ['serve --help', { kind: 'help' }],
  [
    'run -- python -m app --port x --',
    { kind: 'run', serve: both, command: ['python', '-m', 'app', '--port', 'x', '--'] },
  ],
  ['run --db t.db -- python', { kind: 'run', serve: { ...both, database: 't.db' }, command: ['python'] }],
  [
    'run --url http://localhost:5005/ -- python',
    { kind: 'run', url: 'http://localhost:5005', serve: both, command: ['python'] },
  ],
  ['lsp --stdio', { kind: 'lsp' }],
  ['--help', { kind: 'help' }],
  ['--version', { kind: 'version' }],
])('understands: %s', (line, expected) => {
  expect(parseCommandLine(line.split(' '))).toEqual(expected);
});

it.each<[string, string | RegExp]>([
  ['', 'a command is missing'],
  ['sevre', 'no command "sevre"'],
  ['serve --prot 1', "Unknown option '--prot'"],
  ['serve extra', /argument 'extra'/],
  ['serve --port', /--port/],
  ['serve --port 70000', '--port 70000'],
  ['serve --port 80x', '--port 80x'],
  ['serve --host 0.0.0.0', 'this machine only'],
  ['serve --host example.com', 'this machine only'],
  ['serve --token 12345678 --open', 'exclude'],
  ['serve --token short', '8 characters'],
  ['serve --db=', '--db'],
  ['run python', 'after "--"'],
  ['run --', 'after "--"'],
  ['run --url https://evil.example -- x', '--url'],
  ['run --url http://localhost:1 --open -- x', '--open'],
  ['lsp', 'lsp --stdio'],
])('refuses: %s', (line, message) => {
  const parse = () => parseCommandLine(line === '' ? [] : line.split(' '));
  expect(parse).toThrow(message);
  expect(parse).toThrow(expect.toSatisfy(UsageError.is));
});
