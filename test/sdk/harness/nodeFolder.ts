import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNodePackages } from '../../../scripts/setup/nodePackages.ts';

const here = fileURLToPath(new URL('../node', import.meta.url));

export interface NodeFolder {
  /** As Node names it, and with a space in it. */
  readonly path: string;
  readonly file: (name: string) => string;
  remove(): Promise<void>;
}

/** A folder with the programs of test/sdk/node/programs and the packages that they import. */
export async function createNodeFolder(packages: 'otel1' | 'otel2' | 'otel3'): Promise<NodeFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'sidetrace node-')));
  await cp(join(here, 'programs'), path, { recursive: true });
  const installed = await ensureNodePackages(join(here, packages));
  await symlink(join(installed, 'node_modules'), join(path, 'node_modules'), 'junction');
  return {
    path,
    file: (name) => join(path, name),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
