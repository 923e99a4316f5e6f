import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { run } from './commands.mjs';

const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];

/** Packs an extension folder that has no dependencies of its own; returns the path of the .vsix. */
export async function packExtension(folder: string, outputDir: string): Promise<string> {
  const vsce = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce');
  const vsix = join(outputDir, `${basename(folder)}.vsix`);
  await run(process.execPath, [vsce, 'package', ...options, '--out', vsix], { cwd: folder });
  return vsix;
}
