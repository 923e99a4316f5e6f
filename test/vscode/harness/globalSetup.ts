import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureChromium, ensureFonts } from '../../../scripts/setup/chromium.ts';
import { ensureCodeServer } from '../../../scripts/setup/codeServer.ts';
import { packExtension } from '../../../scripts/setup/vsix.ts';
import type { ServerTools } from './codeServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    codeServer: ServerTools;
    chromium: string;
    /** Path of the packed extension that runs functions in the extension host. */
    testApi: string;
    /** Path of the packed extension with the debug type `debugpy`, for those tests that debug Python. */
    pythonDebugger: string;
    /** Path of the packed extension that has the Jupyter extension's API for kernels. */
    jupyter: string;
  }
}

/** Brings the browser and VS Code once for all test files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('chromium', await ensureChromium());
  await ensureFonts();
  const { node, entry } = await ensureCodeServer();
  const directory = await mkdtemp(join(tmpdir(), 'st-test-extensions-'));
  project.provide('codeServer', { node, entry, installed: join(directory, 'installed') });
  const pack = (folder: string) => packExtension(join(import.meta.dirname, folder), directory);
  project.provide('testApi', await pack('testApi'));
  project.provide('pythonDebugger', await pack('pythonDebugger'));
  project.provide('jupyter', await pack('jupyter'));
  return () => rm(directory, { recursive: true });
}
