/** Packs `dist/sidetrace.vsix`: what tests install and users get. `.vscodeignore` is an allow-list. */
import { runTool } from './lib/exec.ts';
import { isMain, root } from './lib/paths.ts';

/** Packs what `build` made. Resolves to the file's path. */
export async function packageVsix(): Promise<string> {
  const file = `${root}/dist/sidetrace.vsix`;
  const { code, output } = await runTool(
    'vsce',
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--skip-license',
    // The clone's README has pictures and links that a package cannot resolve.
    '--readme-path',
    'media/README.md',
    '--out',
    file,
  );
  if (code !== 0) throw new Error(`vsce package failed:\n${output}`);
  return file;
}

if (isMain(import.meta.url)) {
  const { build } = await import('./build.ts');
  await build();
  process.stdout.write(`${await packageVsix()}\n`);
}
