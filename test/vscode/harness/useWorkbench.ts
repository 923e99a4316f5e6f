import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type ServerOptions, startVsCodeServer, type VsCodeServer } from './codeServer.ts';
import { openWorkbench, resultsDir, type Workbench } from './Workbench.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** The extension as users get it, made by `npm run package`. */
export const sidetraceVsix = join(root, 'dist', 'sidetrace.vsix');

interface Session {
  readonly browser: Browser;
  readonly server: VsCodeServer;
  readonly workbench: Workbench;
}

/**
 * Gives a test file its own VS Code, from before its first test until after its last, and keeps a screenshot and the
 * logs of each test that fails. Call at the top of the file; the result returns the open window.
 */
export function useWorkbench(options: ServerOptions | (() => Promise<ServerOptions>)): () => Workbench {
  let session: Session | undefined;
  const current = (): Session => {
    if (!session) throw new Error('The workbench is open only while a test runs');
    return session;
  };

  beforeAll(async () => {
    session = await openSession(typeof options === 'function' ? await options() : options);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail' && session) await keepEvidence(session, task.name);
  });
  afterAll(async () => {
    await session?.browser.close();
    await session?.server.stop();
  });
  return () => current().workbench;
}

async function openSession(options: ServerOptions): Promise<Session> {
  const server = await startVsCodeServer(inject('codeServer'), {
    ...options,
    extensions: [inject('testApi'), ...options.extensions],
  });
  try {
    const browser = await launchBrowser(inject('chromium'));
    try {
      return { browser, server, workbench: await openWorkbench(browser, server) };
    } catch (error) {
      await browser.close();
      throw error;
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function keepEvidence({ server, workbench }: Session, testName: string): Promise<void> {
  const name = testName.replace(/[^\w-]+/g, '-').slice(0, 80);
  const directory = join(resultsDir, `failed-${name}`);
  await mkdir(directory, { recursive: true });
  await workbench.screenshot(`failed-${name}/window`);
  await writeFile(join(directory, 'page-problems.txt'), workbench.problems.join('\n'));
  await cp(join(server.directory, 'server.log'), join(directory, 'server.log'));
  await cp(join(server.directory, 'user-data', 'logs'), join(directory, 'logs'), { recursive: true });
  console.log(`Screenshot and logs of the failed test: ${directory}`);
}
