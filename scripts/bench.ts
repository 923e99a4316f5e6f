/** `npm run bench [-- PART…]`: see bench/main.ts, which has this machine's Node and its own type settings. */
import { join } from 'node:path';
import { isMain, root } from './lib/paths.ts';
import { runInForeground } from './setup/commands.mjs';

if (isMain(import.meta.url)) {
  const status = await runInForeground(
    process.execPath,
    [join(root, 'bench', 'main.ts'), ...process.argv.slice(2)],
    { cwd: root },
  );
  process.exitCode = typeof status === 'number' ? status : 1;
}
