import type { PathMapping } from '../../protocol/messages/language.ts';

/** To look at a share may send the user's name and password hash to whoever recorded the path. */
export function isOnNetwork(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

/** `C:\work` and `C:/work`; a POSIX path is none. */
export function hasDrive(path: string): boolean {
  return /^[a-z]:[\\/]/i.test(path);
}

/** Of any system, whichever this one is. */
export function isAbsoluteAnywhere(path: string): boolean {
  return /^[\\/]/.test(path) || hasDrive(path);
}

/**
 * The paths here that a recorded absolute path may stand for, the likeliest first: by the mapping whose root is longest, as it is,
 * and as the Windows around a WSL, or the WSL in a Windows, calls it. None of them is on the network. Pure.
 */
export function localPaths(
  recorded: string,
  mappings: readonly PathMapping[],
  system: 'windows' | 'posix',
): readonly string[] {
  const mapped = mappings
    .toSorted((a, b) => b.remoteRoot.length - a.remoteRoot.length)
    .flatMap((mapping) => moved(recorded, mapping) ?? []);
  const paths = [...mapped, recorded, ...otherNames(recorded, system)];
  return [...new Set(paths)].filter((path) => !isOnNetwork(path));
}

/** The first of them that is there; `undefined`: none is. */
export function localPath(
  recorded: string,
  mappings: readonly PathMapping[],
  exists: (path: string) => boolean,
  system: 'windows' | 'posix' = process.platform === 'win32' ? 'windows' : 'posix',
): string | undefined {
  return localPaths(recorded, mappings, system).find(exists);
}

/** Of the files those whose path ends as the recorded one does, as far as possible, at least with its name. Pure. */
export function sameEnding(recorded: string, files: readonly string[]): readonly string[] {
  const wanted = parts(recorded).toReversed();
  const known = files.map((file) => ({ file, common: commonStart(wanted, parts(file).toReversed()) }));
  const most = Math.max(0, ...known.map(({ common }) => common));
  return most === 0 ? [] : known.filter(({ common }) => common === most).map(({ file }) => file);
}

/** What the two paths say of a folder, where they end alike: `/app/x/a.py`, `/work/x/a.py` → `/app`, `/work`. */
export function mappingOf(recorded: string, local: string): PathMapping {
  const common = commonStart(parts(recorded).toReversed(), parts(local).toReversed());
  return { remoteRoot: withoutEnd(recorded, common), localRoot: withoutEnd(local, common) };
}

function withoutEnd(path: string, count: number): string {
  let rest = path;
  for (let left = count; left > 0; left -= 1) rest = rest.replace(/[\\/]+[^\\/]*$/, '');
  return rest === '' ? '/' : rest;
}

function moved(recorded: string, { remoteRoot, localRoot }: PathMapping): string | undefined {
  const [path, root] = [parts(recorded), parts(remoteRoot)];
  const fold = hasDrive(remoteRoot) || isOnNetwork(remoteRoot);
  const isSame = (a: string, b: string | undefined): boolean =>
    a === b || (fold && a.toLowerCase() === b?.toLowerCase());
  if (isAbsoluteAnywhere(recorded) !== isAbsoluteAnywhere(remoteRoot)) return undefined;
  if (!root.every((part, at) => isSame(part, path[at]))) return undefined;
  const rest = path.slice(root.length);
  // A path that climbs out of its root is none of its files.
  if (rest.length === 0 || rest.includes('..')) return undefined;
  const separator = hasDrive(localRoot) && localRoot.includes('\\') ? '\\' : '/';
  return `${localRoot.replace(/[\\/]+$/, '')}${separator}${rest.join(separator)}`;
}

/** `C:\work` is `/mnt/c/work` in WSL, and `/home/me` there is `\\wsl$\Ubuntu\home\me` outside. */
function otherNames(path: string, system: 'windows' | 'posix'): readonly string[] {
  if (system === 'windows') {
    const [, drive, rest] = /^\/mnt\/([a-z])\/(.+)$/i.exec(path) ?? [];
    return drive === undefined || rest === undefined
      ? []
      : [`${drive.toUpperCase()}:\\${rest.replaceAll('/', '\\')}`];
  }
  const [, drive, below] = /^([a-z]):[\\/]+(.+)$/i.exec(path) ?? [];
  if (drive !== undefined && below !== undefined) {
    return [`/mnt/${drive.toLowerCase()}/${below.replaceAll('\\', '/')}`];
  }
  const [, inside] = /^[\\/]{2}wsl(?:\$|\.localhost)[\\/][^\\/]+([\\/].+)$/i.exec(path) ?? [];
  return inside === undefined ? [] : [inside.replaceAll('\\', '/')];
}

function parts(path: string): readonly string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? a.length : at;
}
