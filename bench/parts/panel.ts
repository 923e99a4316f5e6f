import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../scripts/lib/paths.ts';
import { ensureChromium } from '../../scripts/setup/chromium.ts';
import { ensureCodeServer } from '../../scripts/setup/codeServer.ts';
import { examplesDir } from '../../scripts/setup/examples.ts';
import { packExtension } from '../../scripts/setup/vsix.ts';
import { launchBrowser } from '../../test/vscode/harness/browser.ts';
import { startVsCodeServer, type VsCodeServer } from '../../test/vscode/harness/codeServer.ts';
import { openWorkbench, type Workbench } from '../../test/vscode/harness/Workbench.ts';
import { TracesPanel } from '../../test/vscode/pages/TracesPanel.ts';
import { startBackgroundLoad } from '../lib/backgroundLoad.ts';
import type { Measurement, Part } from '../lib/measurement.ts';
import { samplePaint } from '../lib/paintProbe.ts';
import { paintFigures } from './paint.ts';

const samples = 60;
const statusPattern = /Sidetrace :(\d+) · (\d+)/;

export const panel: Part = {
  name: 'panel',
  title: 'Span end to painted row, panel in VS Code',
  method: `As above, in the panel of a VS Code that is served to headless Chromium; ${samples} spans a round. Activation is what VS Code’s list of running extensions says.`,
  rounds: 3,
  async measure(context) {
    const browser = await launchBrowser(await ensureChromium());
    try {
      return await withVsCode(context.directory, (server) => measureIn(browser, server));
    } finally {
      await browser.close();
    }
  },
};

async function withVsCode<T>(directory: string, work: (server: VsCodeServer) => Promise<T>): Promise<T> {
  const { node, entry } = await ensureCodeServer();
  const testApi = await packExtension(
    join(root, 'test', 'vscode', 'harness', 'testApi'),
    await mkdtemp(join(directory, 'test-api-')),
  );
  const server = await startVsCodeServer(
    { node, entry },
    {
      workspace: examplesDir,
      extensions: [testApi, join(root, 'dist', 'sidetrace.vsix')],
      settings: { 'sidetrace.port': 0, 'sidetrace.alsoListenOnOtlpPort': false },
    },
  );
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function measureIn(browser: Browser, server: VsCodeServer): Promise<readonly Measurement[]> {
  const workbench = await openWorkbench(browser, server);
  const url = `http://127.0.0.1:${await portOf(workbench)}`;
  const panel = new TracesPanel(workbench);
  await panel.open();
  const frame = await panel.frame();
  await frame.getByText('No traces yet').waitFor();
  const idle = await samplePaint(frame, url, samples);
  const load = startBackgroundLoad(url);
  const loaded = await samplePaint(frame, url, samples);
  await load.stop();
  return [
    ...paintFigures(idle, 'idle', 100),
    ...paintFigures(loaded, 'under 1,000 spans/s', 250),
    {
      figure: 'activation of the extension',
      unit: 'ms',
      value: await activationMs(workbench),
      budget: { atMost: 60 },
    },
  ];
}

async function portOf(workbench: Workbench): Promise<string> {
  const item = workbench.statusBarItem(statusPattern);
  await item.waitFor({ timeout: 60_000 });
  return statusPattern.exec((await item.textContent()) ?? '')?.[1] ?? '';
}

async function activationMs(workbench: Workbench): Promise<number> {
  await workbench.palette('Developer: Show Running Extensions');
  const row = workbench.page
    .locator('.runtime-extensions-editor .extension')
    .filter({ hasText: 'Sidetrace' });
  const text = (await row.locator('.activation-time').textContent()) ?? '';
  const match = /(\d+)\s*ms/.exec(text);
  if (!match) throw new Error(`VS Code says of the activation: ${text}`);
  return Number(match[1]);
}
