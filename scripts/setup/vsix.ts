import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { run } from './commands.mjs';

const usual = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];

export interface PackOptions {
  /** Of the package, without its ending; absent: the folder's. */
  readonly name?: string;
  /** The page that the package shows, as a path in the folder; absent: README.md. */
  readonly readme?: string;
}

/** Packs an extension folder without its `node_modules`; returns the path of the .vsix. */
export async function packExtension(
  folder: string,
  outputDir: string,
  { name = basename(folder), readme }: PackOptions = {},
): Promise<string> {
  const vsce = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce');
  const vsix = join(outputDir, `${name}.vsix`);
  const options = readme === undefined ? usual : [...usual, '--readme-path', readme];
  await run(process.execPath, [vsce, 'package', ...options, '--out', vsix], { cwd: folder });
  return vsix;
}
