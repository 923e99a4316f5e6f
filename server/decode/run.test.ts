import { expect, it } from 'vitest';
import { labelOf, runAttributes, runOfProcess, runOfResource, type Starter, testOfResource } from './run.ts';

const starter = { process: 'p1', command: ['/usr/bin/python3', 'src/agent.py', '--fast'] };
const script = { id: 'p1', kind: 'external', label: 'agent.py --fast' };

it.each<[string, Partial<Starter>, object]>([
  ['a script that an editor or a service has started', {}, script],
  ['a command in a terminal', { terminal: true }, { ...script, kind: 'terminal' }],
  [
    'a test run',
    { command: ['python', '-m', 'pytest', 'tests'], terminal: true },
    { id: 'p1', kind: 'test', label: 'pytest tests' },
  ],
  [
    'unittest',
    { command: ['python', '-m', 'unittest', 'tests.test_a'] },
    { id: 'p1', kind: 'test', label: 'unittest tests.test_a' },
  ],
  [
    'an editor’s test runner',
    { command: ['python', '/ext/run_pytest_script.py', '--rootdir', '/x'], testing: true },
    { id: 'p1', kind: 'test', label: 'pytest' },
  ],
  [
    'a kernel',
    { command: ['python', '-m', 'ipykernel_launcher', '-f', 'x.json'] },
    { id: 'p1', kind: 'notebook', label: 'Notebook' },
  ],
  [
    'a debug session in short',
    { run: 'debug:s7:Python: agent' },
    { id: 's7', kind: 'debug', label: 'Python: agent' },
  ],
  [
    'a debug session',
    { run: '{"id": "s7", "kind": "debug", "label": "Python: agent"}' },
    { id: 's7', kind: 'debug', label: 'Python: agent' },
  ],
  ['an id alone', { run: '{"id": "p0", "kind": "other", "label": ""}' }, { ...script, id: 'p0' }],
  [
    'a child process: as its parent',
    {
      command: ['python', '-c', 'from multiprocessing.spawn import spawn_main'],
      run: '{"id": "p0", "command": ["python", "main.py"], "terminal": true}',
    },
    { id: 'p0', kind: 'terminal', label: 'main.py' },
  ],
  ['nonsense', { run: 'nonsense' }, script],
  ['half of a JSON', { run: '{"id": "s7"' }, script],
  ['an id that is none', { run: '{"id": 7}' }, script],
])('the run of %s', (_, more, run) => {
  expect(runOfProcess({ ...starter, ...more })).toEqual(run);
});

it('each execution of a cell is a run, and another one after the kernel’s restart', () => {
  const kernel = { process: 'k1', command: ['python', '-m', 'ipykernel_launcher'], run: '{"id": "k0"}' };
  const of = (number: number, notebook?: string) => runOfProcess(kernel, { cell: { number, notebook } });
  expect(of(7, 'agent.ipynb')).toEqual({ id: 'k1/7', kind: 'notebook', label: 'agent.ipynb [7]' });
  expect(of(8)).toEqual({ id: 'k1/8', kind: 'notebook', label: 'Cell [8]' });
});

it('run and test are read back from the resource', () => {
  const run = runOfProcess(starter);
  const resource = { 'process.pid': 7, ...runAttributes(run, { test: 'test_a.py::test_b' }) };
  expect([runOfResource(resource), testOfResource(resource)]).toEqual([run, 'test_a.py::test_b']);
});

it.each<[string, Parameters<typeof runOfResource>[0], object | undefined]>([
  ['nothing', { 'service.name': 'shop', 'telemetry.sdk.language': 'go' }, undefined],
  ['a number that is none', { 'process.pid': 'x' }, undefined],
  [
    'an instance',
    { 'service.instance.id': 'i-1', 'service.name': 'shop', 'process.pid': 7 },
    { id: 'process:i-1', kind: 'external', label: 'shop' },
  ],
  [
    'a process',
    { 'process.pid': 7, 'host.name': 'here', 'process.command_args': ['node', 'agent.js'] },
    { id: 'process:here:7:agent.js', kind: 'external', label: 'agent.js' },
  ],
  [
    'a process without a name',
    { 'process.pid': 7, 'service.name': 'unknown_service:node' },
    { id: 'process::7:pid 7', kind: 'external', label: 'pid 7' },
  ],
])('a program without the helper is told from others by %s', (_, resource, run) => {
  expect(runOfResource(resource)).toEqual(run);
});

it.each([
  [['/usr/bin/python3', 'src/agent.py', '--fast'], 'agent.py --fast'],
  [['python', '-X', 'dev', '-Wignore', '-u', '-m', 'pytest', 'tests'], 'pytest tests'],
  [['C:\\Python\\python.exe', '-c', 'import x'], 'python.exe -c'],
  [['/usr/bin/python3'], 'python3'],
  [[], 'python'],
])('a run is called as it was typed: %j', (command, label) => {
  expect(labelOf(command)).toBe(label);
});
