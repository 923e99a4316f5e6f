import { expect, it } from 'vitest';
import { indexFile } from './indexFile.ts';
import { createSlicer } from './slicer.ts';

async function found(text: string, path = 'a.py'): Promise<readonly string[]> {
  const { addresses } = await indexFile(path, text, createSlicer());
  return addresses.map(({ host, port, line }) => `${host}:${port} line ${line}`);
}

it.each<[string, string]>([
  ['the usual call', 'import mlflow\nmlflow.set_tracking_uri("http://localhost:8080")'],
  ['by keyword', 'import mlflow as ml\nml.set_tracking_uri(uri="http://localhost:8080/")'],
  ['imported', 'from mlflow import set_tracking_uri\nset_tracking_uri("http://localhost:8080")'],
  ['imported as', 'from mlflow import set_tracking_uri as go\ngo("http://LOCALHOST:8080")'],
  ['a client', 'from mlflow import MlflowClient\nclient = MlflowClient("http://localhost:8080")'],
  [
    'a client by keyword',
    'import mlflow\nmlflow.tracking.MlflowClient(tracking_uri="http://localhost:8080")',
  ],
  ['an integration', 'import x\nx.MLFlowLogger(experiment="a", tracking_uri="http://localhost:8080")'],
  ['a constant', 'TRACKING_URI = "http://localhost:8080"\nmlflow.set_tracking_uri(TRACKING_URI)'],
  ['a sum', 'import mlflow\nmlflow.set_tracking_uri("http://" + "localhost:8080")'],
  ['os.environ', 'import os\nos.environ["MLFLOW_TRACKING_URI"] = "http://localhost:8080"'],
  ['os.environ.update', 'import os\nos.environ.update({"MLFLOW_TRACKING_URI": "http://localhost:8080"})'],
  ['… by keyword', 'import os\nos.environ.update(MLFLOW_TRACKING_URI="http://localhost:8080")'],
  ['putenv', 'import os\nos.putenv("MLFLOW_TRACKING_URI", "http://localhost:8080")'],
  ['a default', 'from os import getenv\nmlflow.set_tracking_uri(getenv("SERVER", "http://localhost:8080"))'],
  [
    '… of os.environ',
    'import os\nmlflow.set_tracking_uri(os.environ.get("S", default="http://localhost:8080"))',
  ],
  ['… behind or', 'import os\nmlflow.set_tracking_uri(os.getenv("SERVER") or "http://localhost:8080")'],
  ['deep in a file', 'def f():\n    if x: mlflow.set_tracking_uri("http://localhost:8080")'],
  ['beside a syntax error', 'def f(:\nmlflow.set_tracking_uri("http://localhost:8080")'],
])('finds %s', async (_, text) => {
  expect(await found(text)).toEqual(['localhost:8080 line 2']);
});

it.each(['127.0.0.1', '[::1]'])('finds %s', async (host) => {
  expect(await found(`mlflow.set_tracking_uri("http://${host}:5000")`)).toEqual([`${host}:5000 line 1`]);
});

it.each<[string, string]>([
  ['another machine', 'mlflow.set_tracking_uri("http://mlflow.example.com:5000")'],
  ['a name that starts like ours', 'mlflow.set_tracking_uri("http://localhost.example.com:5000")'],
  ['TLS', 'mlflow.set_tracking_uri("https://localhost:5000")'],
  ['a server below a path', 'mlflow.set_tracking_uri("http://localhost:5000/mlflow")'],
  [
    'no port, or one of the system',
    'mlflow.set_tracking_uri("http://localhost"); f(tracking_uri="http://localhost:80")',
  ],
  ['no such port', 'mlflow.set_tracking_uri("http://localhost:99999")'],
  ['a comment', '# mlflow.set_tracking_uri("http://localhost:5000")'],
  ['another function', 'requests.get("http://localhost:5000"); mlflow.set_tracking_uri("sqlite:///a.db")'],
  ['a name that may be anything', 'mlflow.set_tracking_uri(f"http://localhost:{port}")'],
  [
    'a default behind the variable that we set',
    'mlflow.set_tracking_uri(os.getenv("MLFLOW_TRACKING_URI", "http://localhost:5000"))',
  ],
  [
    '… behind or',
    'mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI") or "http://localhost:5000")',
  ],
  ['another variable', 'os.environ["TRACKING_URI"] = "http://localhost:5000"'],
])('takes %s for none', async (_, text) => {
  expect(await found(text)).toEqual([]);
});

it.each<[string, string, readonly string[]]>([
  ['plain', 'A=1\nMLFLOW_TRACKING_URI=http://localhost:8080\n', ['localhost:8080 line 2']],
  [
    'quoted, exported',
    `export MLFLOW_TRACKING_URI = 'http://127.0.0.1:5000' # ours`,
    ['127.0.0.1:5000 line 1'],
  ],
  ['elsewhere', '#MLFLOW_TRACKING_URI=http://localhost:1234\nMLFLOW_TRACKING_URI=databricks', []],
])('reads .env files: %s', async (_, text, expected) => {
  expect(await found(text, '/w/.env')).toEqual(expected);
});

it('reads notebooks, their magics too', async () => {
  const cell = (...lines: string[]) => ({ cell_type: 'code', metadata: {}, source: lines.join('\n') });
  const cells = [
    cell('URI = "http://localhost:8080"', 'import mlflow'),
    cell('# next', 'mlflow.set_tracking_uri(URI)'),
    cell('%env MLFLOW_TRACKING_URI=http://localhost:5000', 'print(1)'),
  ];
  expect(await found(JSON.stringify({ nbformat: 4, cells }), 'a.ipynb')).toEqual([
    'localhost:8080 line 2',
    'localhost:5000 line 1',
  ]);
});
