// Plain JavaScript: run.mjs needs this before there is a Node that reads TypeScript.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const heartbeatMs = 2_000;
const staleAfterMs = 30_000;
const pollMs = 200;

/**
 * Directory, outside the clone, for everything that is downloaded or built once.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {string} home
 */
export function cacheRoot(env = process.env, home = homedir()) {
  if (env.SIDETRACE_CACHE) return resolve(env.SIDETRACE_CACHE);
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'sidetrace');
}

/**
 * Short name for a set of inputs, so that a change of any of them is another cache entry.
 * @param {readonly string[]} parts
 */
export function shortHash(parts) {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

/**
 * Makes `target` exactly once, however many processes ask for it: `fill` gets an empty draft directory beside
 * it and returns the directory (the draft or one inside it) that becomes `target` by one rename. A process that
 * is killed half-way leaves no target.
 * @param {string} target
 * @param {(draft: string) => Promise<string>} fill
 * @returns {Promise<string>} `target`
 */
export async function installOnce(target, fill) {
  if (existsSync(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  return withLock(`${target}.lock`, async () => {
    if (existsSync(target)) return target;
    await removeOldDrafts(target);
    const draft = await mkdtemp(`${target}.draft-`);
    try {
      await renameUnlessThere(await fill(draft), target);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return target;
  });
}

/**
 * Runs `work` while no other process holds `lockFile`. The holder renews the file's time; a lock that was not
 * renewed for 30 s is left over from a killed process and is taken over.
 * @template T
 * @param {string} lockFile
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(lockFile, work) {
  await mkdir(dirname(lockFile), { recursive: true });
  while (!(await tryLock(lockFile))) await delay(pollMs);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(lockFile, now, now).catch((error) => console.warn(`Cannot renew ${lockFile}: ${error.message}`));
  }, heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(lockFile, { force: true });
  }
}

/** @param {string} lockFile */
async function tryLock(lockFile) {
  try {
    await (await open(lockFile, 'wx')).close();
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  // Should two processes both take over a stale lock, both do the work and the slower rename is dropped.
  if (await isStale(lockFile)) await rm(lockFile, { force: true });
  return false;
}

/** @param {string} lockFile */
async function isStale(lockFile) {
  try {
    return Date.now() - (await stat(lockFile)).mtimeMs > staleAfterMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** @param {string} target */
async function removeOldDrafts(target) {
  const prefix = `${basename(target)}.draft-`;
  const drafts = (await readdir(dirname(target))).filter((name) => name.startsWith(prefix));
  await Promise.all(drafts.map((name) => rm(join(dirname(target), name), { recursive: true, force: true })));
}

/**
 * @param {string} from
 * @param {string} to
 */
async function renameUnlessThere(from, to) {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
