import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheRoot, installOnce, shortHash, withLock } from './cache.mjs';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sidetrace-cache-'));
});
afterEach(() => rm(dir, { recursive: true }));

it.each([
  [{ SIDETRACE_CACHE: '/own', XDG_CACHE_HOME: '/xdg' }, '/own'],
  [{ XDG_CACHE_HOME: '/xdg' }, '/xdg/sidetrace'],
  [{}, '/home/me/.cache/sidetrace'],
])('finds the cache of %j', (env, expected) => {
  expect(cacheRoot(env, '/home/me')).toBe(expected);
});

it('tells apart inputs whose joined text is the same', () => {
  expect(shortHash(['a', 'b'])).not.toBe(shortHash(['ab']));
});

describe('installOnce', () => {
  it('fills once for callers at the same time and leaves nothing else behind', async () => {
    let fills = 0;
    const target = join(dir, 'tool');
    const fill = async (draft: string) => {
      fills += 1;
      await writeFile(join(draft, 'file'), 'content');
      return draft;
    };
    await Promise.all([installOnce(target, fill), installOnce(target, fill), installOnce(target, fill)]);
    expect(fills).toBe(1);
    expect(await readdir(dir)).toEqual(['tool']);
    expect(await readFile(join(target, 'file'), 'utf8')).toBe('content');
  });

  it('leaves no target when filling fails, and can be asked again', async () => {
    const target = join(dir, 'tool');
    await expect(installOnce(target, () => Promise.reject(new Error('no network')))).rejects.toThrow(
      'no network',
    );
    expect(await readdir(dir)).toEqual([]);
    await installOnce(target, async (draft) => draft);
    expect(existsSync(target)).toBe(true);
  });
});

describe('withLock', () => {
  it('lets one in at a time', async () => {
    const lock = join(dir, 'lock');
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} in`);
      await new Promise(setImmediate);
      order.push(`${name} out`);
    };
    const first = withLock(lock, work('a'));
    await Promise.all([first, first.then(() => withLock(lock, work('b'))), withLock(lock, work('c'))]);
    expect(order).toHaveLength(6);
    for (let at = 0; at < order.length; at += 2) {
      expect(order[at + 1]).toBe(order[at]!.replace('in', 'out'));
    }
  });

  it('takes over the lock of a process that was killed', async () => {
    const lock = join(dir, 'lock');
    await writeFile(lock, '');
    await utimes(lock, new Date(0), new Date(0));
    await expect(withLock(lock, async () => 'done')).resolves.toBe('done');
  });
});
