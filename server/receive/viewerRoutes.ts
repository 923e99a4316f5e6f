import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { HttpRequest, HttpResponse, Route } from './http.ts';

/** What may be served; a source map beside them is not. */
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
};

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; media-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

/** The viewer in a browser: `/` and the built files of `assetsDir`, listed once at start. */
export function viewerRoutes(assetsDir: string): readonly Route[] {
  const files = listAssets(assetsDir);
  const page = files.includes('main.js') ? viewerPage() : missingPage();
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

function viewerPage(): HttpResponse {
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sidetrace</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/main.css">
</head>
<body>
<div id="app"></div>
<script src="/assets/main.js"></script>
</body>
</html>
`;
  return { status: 200, headers: pageHeaders, body };
}

function missingPage(): HttpResponse {
  const body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sidetrace</title></head>
<body><p>Sidetrace is receiving traces, but its viewer has not been built. Run <code>npm run build</code> and start it again.</p></body>
</html>
`;
  return { status: 200, headers: pageHeaders, body };
}
