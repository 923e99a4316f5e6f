import * as vscode from 'vscode';

/**
 * What we use of the Jupyter extension's public API, as its typings have it (npm `@vscode/jupyter-extension` 1.1). It asks the
 * user itself before another extension reaches a kernel for the first time.
 */
export interface JupyterApi {
  readonly kernels: {
    /** The kernel of an open notebook that the user has started; undefined where there is none, or where the user said no. */
    getKernel(notebook: vscode.Uri): Thenable<Kernel | undefined>;
  };
}

export interface Kernel {
  /** `python`, `r`, … */
  readonly language: string;
  /** Neither counted nor shown in the notebook; ends when the code has run, after what the kernel is busy with. */
  executeCode(code: string, token: vscode.CancellationToken): AsyncIterable<KernelOutput>;
}

export interface KernelOutput {
  readonly items: readonly { readonly mime: string; readonly data: Uint8Array }[];
}

/** Undefined where the extension is not installed. */
export async function jupyterApi(): Promise<JupyterApi | undefined> {
  return vscode.extensions.getExtension<JupyterApi>('ms-toolsai.jupyter')?.activate();
}
