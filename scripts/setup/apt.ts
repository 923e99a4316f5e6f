import { existsSync } from 'node:fs';
import { findOnPath, run, step } from './commands.mjs';

/** True where Debian packages can be installed: Debian or Ubuntu, as root. */
export function canInstallPackages(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && findOnPath('apt-get') !== undefined;
}

/** Installs the Debian packages that are missing; only where `canInstallPackages()`. */
export async function ensurePackages(label: string, packages: readonly string[]): Promise<void> {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const waitForOthers = ['-o', 'DPkg::Lock::Timeout=600'];
  await step(`Installing ${label}`, async () => {
    await run('apt-get', ['update'], { env });
    await run('apt-get', [...waitForOthers, 'install', '-y', '--no-install-recommends', ...missing], { env });
  });
}

function isInstalled(name: string): boolean {
  const lists = '/var/lib/dpkg/info';
  return [name, `${name}:amd64`, `${name}:arm64`].some((entry) => existsSync(`${lists}/${entry}.list`));
}
