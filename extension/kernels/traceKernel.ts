import * as vscode from 'vscode';
import { assertNever } from '../../protocol/base/assertNever.ts';
import type { ProgramEnvironment } from '../../protocol/environment.ts';
import type { Injection } from '../environment/injection.ts';
import { type JupyterApi, jupyterApi, type Kernel, type KernelOutput } from './jupyterApi.ts';
import { type LateStart, lateStartAnswer, lateStartCode } from './lateStart.ts';

/**
 * Starts the helper in the kernel of the notebook in front, which was started without it, after the user has agreed. It
 * changes nothing but that process: a restart of the kernel undoes it.
 */
export async function traceKernel(
  injection: Injection,
  connect: () => Promise<JupyterApi | undefined> = jupyterApi,
): Promise<void> {
  const environment = injection.environment({});
  const kernel = await reachKernel(environment, connect);
  if (typeof kernel === 'string' || !environment) {
    void vscode.window.showWarningMessage(`Sidetrace: ${kernel}`);
    return;
  }
  if (!(await agreed())) return;
  const answer = await runIn(kernel, lateStartCode(injection.helperDir, environment));
  const text = `Sidetrace: ${answerText(answer)}`;
  const well = answer.state === 'started' || answer.state === 'running';
  void (well ? vscode.window.showInformationMessage(text) : vscode.window.showWarningMessage(text));
}

/** The kernel, or why there is none and what to do. */
async function reachKernel(
  environment: ProgramEnvironment | undefined,
  connect: () => Promise<JupyterApi | undefined>,
): Promise<Kernel | string> {
  const { t } = vscode.l10n;
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (!notebook) return t('Open the notebook whose kernel shall be traced, then run this again.');
  if (!vscode.workspace.isTrusted) return t('This workspace is not trusted: its kernels are left alone.');
  if (!environment) return t('The receiver does not run. Run “Sidetrace: Restart Server”, then this again.');
  const api = await connect();
  if (!api) return t('This needs the Jupyter extension (ms-toolsai.jupyter), which is not installed.');
  const kernel = await api.kernels.getKernel(notebook.uri);
  if (!kernel)
    return t('No running kernel is to be reached. Run a cell first: a new kernel is traced by itself.');
  const { language } = kernel;
  return language === 'python'
    ? kernel
    : t('Only Python kernels can be traced; this one runs {0}.', language);
}

async function agreed(): Promise<boolean> {
  const { t } = vscode.l10n;
  const trace = t('Trace This Kernel');
  const message = t('Send the traces of this notebook’s running kernel to Sidetrace?');
  const detail = t(
    'Sidetrace runs a few lines in it: they set environment variables of that process and start the tracing helper. No file and no cell is changed; restarting the kernel undoes it.',
  );
  return (await vscode.window.showInformationMessage(message, { modal: true, detail }, trace)) === trace;
}

/** Waits for a kernel that is in the middle of a cell, until the user has enough of it. */
function runIn(kernel: Kernel, code: string): Thenable<LateStart> {
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Sidetrace waits for the kernel');
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const outputs: KernelOutput[] = [];
    for await (const output of kernel.executeCode(code, token)) outputs.push(output);
    return lateStartAnswer(outputs);
  });
}

function answerText(answer: LateStart): string {
  const { t } = vscode.l10n;
  switch (answer.state) {
    case 'started':
      return t('This kernel sends its traces here now, until it is restarted.');
    case 'running':
      return t('This kernel sends its traces here already.');
    case 'elsewhere':
      return t('This kernel sends to another window. Restart the kernel to have its traces here.');
    case 'old':
      return t('The Python of this kernel is too old: 3.8 or newer is needed.');
    case 'silent':
      return t('The kernel did not answer. Try again when it is idle.');
    case 'failed':
      return t('The kernel could not be traced ({0}). Does it run on another machine?', answer.message);
    default:
      return assertNever(answer);
  }
}
