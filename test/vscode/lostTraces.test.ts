import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureOtelVenv, firstBrokenOtel } from '../sdk/harness/otelVenv.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';

const mlflow = '3.3.2';
const programTimeoutMs = 90_000;

const workbench = useWorkbench(async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'st-lost-'));
  const program = 'import mlflow\n\n\n@mlflow.trace\ndef answer():\n    return 42\n\n\nprint(answer())\n';
  await writeFile(join(workspace, 'app.py'), program);
  return {
    workspace,
    extensions: [sidetraceVsix],
    path: [dirname(await ensureOtelVenv(mlflow, firstBrokenOtel))],
    settings: { 'sidetrace.port': 0, 'sidetrace.alsoListenOnOtlpPort': false },
  };
});

it('says in the window and in the panel which program loses its traces, and how to mend it', async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor({ timeout: 60_000 });
  expect(await workbench().terminal.runToEnd('python app.py', programTimeoutMs)).toBe(0);
  const lost = new RegExp(
    `app\\.py \\(pid \\d+\\): MLflow ${mlflow} cannot send traces with opentelemetry-sdk ${firstBrokenOtel}`,
  );
  const toast = workbench().page.locator('.notification-toast', { hasText: lost });
  await toast.getByRole('button', { name: 'Copy Command' }).hover();
  await workbench().screenshot('lost-toast');
  await workbench().palette('Sidetrace: Show Traces');
  const panel = await workbench().webviewFrame('.notice');
  await panel.locator('.notice', { hasText: lost }).waitFor();
  await panel.getByText('pip install "opentelemetry-sdk<1.41"').waitFor();
  await workbench().screenshot('lost-banner');
  await panel.getByRole('button', { name: 'Close' }).click();
  expect(await panel.locator('.notice').count()).toBe(0);
});
