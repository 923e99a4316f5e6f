import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Absolute path of a file or folder beside the running bundle, in `dist/`. */
export function besideBundle(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** The version in the package's manifest. */
export function bundleVersion(): string {
  const manifest = JSON.parse(readFileSync(besideBundle('../package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}
