import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FakeCommand {
  /** Directory to put on the PATH. */
  readonly bin: string;
  readonly path: string;
  remove(): Promise<void>;
}

/** An executable of this name that runs a shell script; for tests on POSIX systems. */
export async function makeFakeCommand(name: string, script: string): Promise<FakeCommand> {
  const bin = await mkdtemp(join(tmpdir(), 'sidetrace-bin-'));
  const path = join(bin, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return { bin, path, remove: () => rm(bin, { recursive: true }) };
}
