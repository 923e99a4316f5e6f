/** Packs `dist/sidetrace.vsix`: what tests install and users get. `.vscodeignore` is an allow-list. */
import { isMain, root } from './lib/paths.ts';
import { packExtension } from './setup/vsix.ts';

/** Packs what `build` made. Resolves to the file's path. */
export function packageVsix(): Promise<string> {
  // The clone's README has pictures and links that a package cannot resolve.
  return packExtension(root, `${root}/dist`, { name: 'sidetrace', readme: 'media/README.md' });
}

if (isMain(import.meta.url)) {
  const { build } = await import('./build.ts');
  await build();
  process.stdout.write(`${await packageVsix()}\n`);
}
