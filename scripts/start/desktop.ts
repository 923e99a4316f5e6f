import { dirname, join } from 'node:path';
import { run } from '../setup/commands.mjs';
import { examplesDir } from '../setup/examples.ts';

export interface Launch {
  readonly vsix: string;
  /** The examples' Python. */
  readonly python: string;
  readonly env: NodeJS.ProcessEnv;
  readonly open: boolean;
}

/** Installs the extension into the desktop's VS Code and opens the examples in a window of it. */
export async function startDesktop(code: string, { vsix, python, env, open }: Launch): Promise<void> {
  await run(code, ['--install-extension', vsix, '--force'], { env });
  if (open) await run(code, ['--new-window', examplesDir], { env });
  const activate =
    process.platform === 'win32'
      ? join(dirname(python), 'activate')
      : `source ${join(dirname(python), 'activate')}`;
  console.log(
    `Sidetrace is installed in VS Code${open ? ', and the examples are open' : ` (open: code ${examplesDir})`}.`,
  );
  console.log(`Where a terminal there finds another Python: ${activate}`);
}
