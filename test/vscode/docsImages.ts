/** `node test/vscode/docsImages.ts`: the pictures of `docs/images`, taken of the packed extension at work. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureChromium, ensureFonts } from '../../scripts/setup/chromium.ts';
import { ensureCodeServer } from '../../scripts/setup/codeServer.ts';
import { ensureExamplesVenv, examplesDir } from '../../scripts/setup/examples.ts';
import { packExtension } from '../../scripts/setup/vsix.ts';
import { launchBrowser } from './harness/browser.ts';
import { startVsCodeServer } from './harness/codeServer.ts';
import { openWorkbench, type ServedWorkspace, type Workbench } from './harness/Workbench.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const root = join(import.meta.dirname, '..', '..');
const imagesDir = join(root, 'docs', 'images');
const programTimeoutMs = 90_000;
const size = { width: 1400, height: 850 };

/** Nothing in the picture that is not the subject. */
const pictureSettings = {
  'sidetrace.alsoListenOnOtlpPort': false,
  'breadcrumbs.enabled': false,
  'editor.scrollbar.horizontal': 'hidden',
  'editor.scrollbar.vertical': 'hidden',
  'editor.stickyScroll.enabled': false,
  'workbench.activityBar.location': 'hidden',
};

async function takePictures(): Promise<void> {
  await mkdir(imagesDir, { recursive: true });
  await ensureFonts();
  const directory = await mkdtemp(join(tmpdir(), 'st-images-'));
  const testApi = await packExtension(join(import.meta.dirname, 'harness', 'testApi'), directory);
  const server = await startVsCodeServer(await ensureCodeServer(), {
    workspace: examplesDir,
    extensions: [testApi, join(root, 'dist', 'sidetrace.vsix')],
    path: [dirname(await ensureExamplesVenv())],
    settings: pictureSettings,
  });
  try {
    await takeOf(server);
  } finally {
    await server.stop();
    await rm(directory, { recursive: true });
  }
}

async function takeOf(server: ServedWorkspace): Promise<void> {
  const browser = await launchBrowser(await ensureChromium());
  try {
    const workbench = await openWorkbench(browser, server);
    await workbench.page.setViewportSize(size);
    await runExamples(workbench);
    await showChat(workbench);
    for (const [theme, name] of [
      ['dark', 'beside-the-code'],
      ['light', 'light'],
    ] as const) {
      await workbench.setTheme(theme);
      await transitionsEnd(workbench);
      await workbench.page.screenshot({ path: join(imagesDir, `${name}.png`) });
    }
  } finally {
    await browser.close();
  }
}

/** Parts of the workbench fade from one theme's colours to the next one's. */
async function transitionsEnd({ page }: Workbench): Promise<void> {
  await page.evaluate(() => {
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    return Promise.allSettled(transitions.map((transition) => transition.finished));
  });
}

async function runExamples(workbench: Workbench): Promise<void> {
  await workbench.statusBarItem(/Sidetrace :\d+/).waitFor();
  await workbench.openFile('tool_calling.py', 1);
  for (const program of ['threads.py', 'quickstart.py', 'tool_calling.py']) {
    const code = await workbench.terminal.runToEnd(`python ${program}`, programTimeoutMs);
    if (code !== 0) throw new Error(`${program} ended with ${code}:\n${await workbench.terminal.text()}`);
  }
  await workbench.statusBarItem(/Sidetrace :\d+ · 12/).waitFor();
  await workbench.palette('View: Toggle Panel Visibility');
  await workbench.palette('View: Toggle Primary Side Bar Visibility');
}

async function showChat(workbench: Workbench): Promise<void> {
  const panel = new TracesPanel(workbench);
  await panel.selectTrace(0);
  await panel.clickSpan('ollama.chat', 1);
  await (await panel.openTab('Chat')).getByText('calculate_tip(').first().waitFor();
  await workbench.waitForVisibleLine({ file: 'tool_calling.py', line: 53 });
  // No hover in the picture.
  await workbench.page.mouse.move(0, 0);
}

await takePictures();
