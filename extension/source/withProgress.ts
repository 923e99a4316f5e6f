import * as vscode from 'vscode';

const quietMs = 1_000;

/** Does work that is mostly done at once; of what takes longer a notification tells, by which it can be withdrawn. */
export async function withProgress<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const working = work(controller.signal);
  const timer = setTimeout(() => {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Searching your code …'),
      cancellable: true,
    };
    void vscode.window.withProgress(options, async (_, token) => {
      token.onCancellationRequested(() => controller.abort());
      // Whoever asked hears what went wrong.
      await working.catch(() => undefined);
    });
  }, quietMs);
  try {
    return await working;
  } finally {
    clearTimeout(timer);
  }
}
