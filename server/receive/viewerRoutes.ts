import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { HttpRequest, HttpResponse, Route } from './http.ts';
import { viewerPage } from './viewerPage.ts';

/** What may be served; a source map beside them is not. */
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
};

/** The viewer in a browser: `/` and the built files of `assetsDir`, listed once at start. */
export function viewerRoutes(assetsDir: string): readonly Route[] {
  const files = listAssets(assetsDir);
  const page = viewerPage({ built: isBuilt(assetsDir), frameAncestors: "'none'", embedded: false });
  return [
    { method: 'GET', path: '/', access: 'open', handler: () => page },
    ...files.map(
      (file): Route => ({
        method: 'GET',
        path: `/assets/${file}`,
        access: 'open',
        handler: (request) => asset(join(assetsDir, file), request),
      }),
    ),
  ];
}

/** False before `npm run build`. */
export function isBuilt(assetsDir: string): boolean {
  return listAssets(assetsDir).includes('main.js');
}

function listAssets(dir: string): readonly string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^[\w.-]+$/.test(entry.name) && types[extname(entry.name)])
      .map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function asset(file: string, { headers }: HttpRequest): Promise<HttpResponse> {
  const body = await readFile(file);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const common = { etag, 'cache-control': 'no-cache' };
  if (headers['if-none-match'] === etag) return { status: 304, headers: common };
  return { status: 200, headers: { ...common, 'content-type': types[extname(file)] ?? '' }, body };
}
