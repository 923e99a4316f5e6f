import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NodeHelper } from '../protocol/environment.ts';

export interface NodeHelperPlaces {
  /** `dist/node` of this version of the extension; goes when another one is installed. */
  readonly shipped: string;
  /** The extension's own folder for files, which stays. */
  readonly lasting: string;
}

/**
 * Puts the bootstrap where it stays: a terminal lives on when the extension is updated, and every Node in it would fail to
 * start without the file.
 * @throws where the folder cannot be written to
 */
export function placeNodeHelper({ shipped, lasting }: NodeHelperPlaces): NodeHelper {
  const text = readFileSync(join(shipped, 'bootstrap.cjs'), 'utf8');
  const bootstrap = join(lasting, 'node', 'bootstrap.cjs');
  if (readIfThere(bootstrap) !== text) {
    mkdirSync(dirname(bootstrap), { recursive: true });
    // By a rename: a program that starts just now finds the old one or the new one.
    const draft = `${bootstrap}.${process.pid}`;
    writeFileSync(draft, text);
    renameSync(draft, bootstrap);
  }
  return { bootstrap, helper: join(shipped, 'helper.cjs') };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
