import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { ensureLiveVenv } from '../sdk/harness/environments.ts';
import { poll } from './harness/poll.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const programTimeoutMs = 60_000;

const agent = `import json, os, subprocess, sys

with open(sys.argv[1], "w") as file:
    json.dump(dict(os.environ), file)

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
tracer = provider.get_tracer("agent")


def ask(question):
    with tracer.start_as_current_span("ask", attributes={"question": question}):
        return len(question)


with tracer.start_as_current_span(sys.argv[2]):
    ask("why?")
if len(sys.argv) > 3:
    subprocess.run([sys.executable, __file__, sys.argv[3], "child"], check=True)
`;

const pytest = `import runpy, sys


def test_agent(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["agent.py", "tested.json", "tested"])
    runpy.run_path("agent.py")
`;

const script = `require('fs').writeFileSync('node.json', JSON.stringify({ ...process.env, ARGS: process.execArgv.join() }))`;

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: VS Code's own variables
const launchOf = (python: string) => ({
  configurations: [
    {
      name: 'Agent',
      type: 'debugpy',
      request: 'launch',
      python,
      program: '${workspaceFolder}/agent.py',
      args: ['debugged.json', 'parent', 'child.json'],
      cwd: '${workspaceFolder}',
      console: 'internalConsole',
      env: { PYTHONPATH: '/of/launch', MLFLOW_TRACKING_URI: 'http://mine.example' },
    },
    {
      name: 'In a terminal',
      type: 'debugpy',
      request: 'launch',
      python,
      program: '${workspaceFolder}/agent.py',
      args: ['terminal.json', 'in a terminal'],
      cwd: '${workspaceFolder}',
      console: 'integratedTerminal',
      env: { PYTHONPATH: '/of/launch' },
    },
    {
      name: 'Script',
      type: 'node',
      request: 'launch',
      program: '${workspaceFolder}/script.cjs',
      cwd: '${workspaceFolder}',
      env: { NODE_OPTIONS: '--no-warnings' },
      envFile: '${workspaceFolder}/.env',
    },
  ],
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: VS Code's own variables

const tasksOf = (python: string) => ({
  version: '2.0.0',
  tasks: ['shell', 'process'].map((type) => ({
    label: `${type}-task`,
    type,
    command: python,
    args: ['agent.py', `${type}-task.json`, `${type}-task`],
    problemMatcher: [],
  })),
});

const workbench = useWorkbench(async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'st-debug-'));
  await mkdir(join(workspace, '.vscode'));
  await writeFile(join(workspace, 'agent.py'), agent);
  await writeFile(join(workspace, 'test_agent.py'), pytest);
  await writeFile(join(workspace, 'script.cjs'), script);
  await writeFile(
    join(workspace, 'app.ipynb'),
    '{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}',
  );
  await writeFile(join(workspace, '.env'), 'MLFLOW_TRACKING_URI=http://mine.example\n');
  const python = await ensureLiveVenv();
  await writeFile(join(workspace, '.vscode', 'launch.json'), JSON.stringify(launchOf(python)));
  await writeFile(join(workspace, '.vscode', 'tasks.json'), JSON.stringify(tasksOf(python)));
  return {
    workspace,
    extensions: [sidetraceVsix, inject('pythonDebugger'), inject('jupyter')],
    env: { SIDETRACE_TEST_PYTHON: python },
    settings: { 'sidetrace.port': 0, 'sidetrace.alsoListenOnOtlpPort': false },
  };
});

it('shows the spans of a program that F5 started while it stands at a breakpoint', async () => {
  const url = await receiverUrl();
  await workbench().openFile('agent.py');
  // Before the program stops: the editor takes the focus then, from the command palette as well.
  const panel = new TracesPanel(workbench());
  await panel.open();
  await setBreakpoint('return len(question)');
  await startDebugging('Agent');
  const running = (await panel.traces()).filter({ has: (await panel.frame()).locator('.pulse') });
  await running.first().waitFor({ timeout: programTimeoutMs });
  await poll(async () => (await panel.tree())[0]?.children[0]?.name === 'ask' || undefined, {
    what: 'the span of the function that the program stands in',
  });
  await waitUntilStopped();
  await workbench().screenshot('debug-breakpoint');
  const variables = await variablesOf('debugged.json');
  expect(variables).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    MLFLOW_TRACKING_URI: 'http://mine.example',
    PYTHONPATH: expect.stringMatching(/[\\/]dist[\\/]python:\/of\/launch$/),
    SIDETRACE_RUN: expect.stringMatching(/^debug:.+:Agent$/),
  });
  // The user's tracking server keeps its own time-outs.
  expect(Object.keys(variables).filter((name) => name.startsWith('MLFLOW_HTTP'))).toEqual([]);
});

it('shows the traces of the programs that it starts in turn', async () => {
  await removeBreakpoints();
  await workbench().evaluate(async (vscode) => {
    await vscode.commands.executeCommand('workbench.action.debug.continue');
  }, undefined);
  await new TracesPanel(workbench()).waitForTraces(2, programTimeoutMs);
  const [parent, child] = [await variablesOf('debugged.json'), await variablesOf('child.json')];
  expect(child.SIDETRACE_RUN).toBe(parent.SIDETRACE_RUN);
});

it('merges into what a debugged program in a terminal gets', async () => {
  await startDebugging('In a terminal');
  expect(await variablesOf('terminal.json')).toMatchObject({
    MLFLOW_TRACKING_URI: await receiverUrl(),
    PYTHONPATH: expect.stringMatching(/[\\/]dist[\\/]python:\/of\/launch$/),
    SIDETRACE_RUN: expect.stringMatching(/^debug:.+:In a terminal$/),
  });
  await new TracesPanel(workbench()).waitForTraces(3, programTimeoutMs);
});

it('gives Node programs the environment, beside their own options', async () => {
  await startDebugging('Script');
  const variables = await variablesOf('node.json');
  expect(variables).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: await receiverUrl(),
    MLFLOW_TRACKING_URI: 'http://mine.example',
    SIDETRACE_RUN: expect.stringMatching(/^debug:.+:Script$/),
    NODE_OPTIONS: expect.stringContaining('--no-warnings'),
  });
});

it.each(['shell-task', 'process-task'])('gives it to a %s', async (name) => {
  await workbench().evaluate(async (vscode, wanted) => {
    const task = (await vscode.tasks.fetchTasks()).find((each) => each.name === wanted);
    if (!task) throw new Error(`No task ${wanted}`);
    await vscode.tasks.executeTask(task);
  }, name);
  expect(await variablesOf(`${name}.json`)).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: await receiverUrl(),
  });
});

it('offers it to the Python that an extension starts, such as the test explorer’s pytest', async () => {
  const before = await workbench().evaluate(
    ({ workspace }, python) => {
      const { spawn } = process.getBuiltinModule('node:child_process');
      const cwd = workspace.workspaceFolders?.[0]?.uri.fsPath;
      spawn(python, ['-m', 'pytest', 'test_agent.py'], { ...(cwd && { cwd }), stdio: 'ignore' });
      return Object.keys(process.env).filter((name) => /^(MLFLOW|OTEL)_/.test(name));
    },
    await ensureLiveVenv(),
  );
  expect(before).toEqual([]);
  const url = await receiverUrl();
  expect(await variablesOf('tested.json')).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    MLFLOW_TRACKING_URI: url,
  });
  await new TracesPanel(workbench()).waitForTraces(6, programTimeoutMs);
});

it('traces a kernel that runs already, once the user has agreed', async () => {
  const panel = new TracesPanel(workbench());
  await workbench().evaluate(async (vscode) => {
    const [file] = await vscode.workspace.findFiles('app.ipynb');
    await vscode.commands.executeCommand('vscode.openWith', file, 'jupyter-notebook');
  }, undefined);
  const define =
    'from opentelemetry.sdk.trace import TracerProvider\ntracer = TracerProvider().get_tracer("cells")';
  await runCell(`${define}\ntracer.start_span("before").end()`);
  await workbench().palette('Sidetrace: Trace the Running Kernel');
  const dialog = workbench().page.locator('.monaco-dialog-box');
  await dialog.getByText('No file and no cell is changed').waitFor();
  await workbench().screenshot('trace-kernel');
  await dialog.getByRole('button', { name: 'Trace This Kernel' }).click();
  const toast = workbench().page.locator('.notification-toast', { hasText: 'sends its traces here now' });
  await toast.waitFor({ timeout: programTimeoutMs });
  await runCell('tracer.start_span("in the kernel").end()');
  await panel.open();
  await panel.waitForTraces(7, programTimeoutMs);
  await (await panel.traces()).filter({ hasText: 'in the kernel' }).waitFor();
});

/** As a cell does in the kernel of the notebook in front. */
function runCell(code: string): Promise<void> {
  return workbench().evaluate(async (vscode, text) => {
    const jupyter = await vscode.extensions.getExtension('ms-toolsai.jupyter')?.activate();
    const kernel = await jupyter.kernels.getKernel(vscode.window.activeNotebookEditor?.notebook.uri);
    for await (const { items } of kernel.executeCode(text)) {
      throw new Error(new TextDecoder().decode(items[0].data));
    }
  }, code);
}

/** The environment that a program of these has written down, when it has. */
function variablesOf(file: string): Promise<Variables> {
  const path = join(workbench().server.workspace, file);
  return poll(
    async () => {
      try {
        return JSON.parse(await readFile(path, 'utf8')) as Variables;
      } catch {
        return undefined; // not there, or not complete
      }
    },
    { what: `${file} of the program`, timeoutMs: programTimeoutMs },
  );
}

async function receiverUrl(): Promise<string> {
  const item = workbench().statusBarItem(/Sidetrace :(\d+)/);
  await item.waitFor({ timeout: 60_000 });
  return `http://127.0.0.1:${/:(\d+)/.exec((await item.textContent()) ?? '')?.[1]}`;
}

function setBreakpoint(text: string): Promise<void> {
  return workbench().evaluate(async (vscode, wanted) => {
    const [file] = await vscode.workspace.findFiles('agent.py');
    if (!file) throw new Error('No agent.py');
    const document = await vscode.workspace.openTextDocument(file);
    const position = document.positionAt(document.getText().indexOf(wanted));
    const location = new vscode.Location(file, position);
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(location)]);
  }, text);
}

/** The spans may be there before VS Code has heard that the program stands. */
async function waitUntilStopped(): Promise<void> {
  const stands = () =>
    workbench().evaluate(({ debug }) => 'frameId' in (debug.activeStackItem ?? {}) || undefined, undefined);
  await poll(async () => (await stands()) ?? undefined, { what: 'the stop', timeoutMs: programTimeoutMs });
}

function removeBreakpoints(): Promise<void> {
  return workbench().evaluate(
    (vscode) => vscode.debug.removeBreakpoints(vscode.debug.breakpoints),
    undefined,
  );
}

/** As F5 does with this configuration of launch.json. */
function startDebugging(name: string): Promise<void> {
  return workbench().evaluate(async (vscode, wanted) => {
    const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], wanted);
    if (!started) throw new Error(`${wanted} did not start`);
  }, name);
}
