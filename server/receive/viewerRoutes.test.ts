import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Receiver, startReceiver } from './server.ts';
import { send } from './testing/client.ts';
import { viewerRoutes } from './viewerRoutes.ts';

let dir = '';
let receiver: Receiver | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'viewer-'));
});
afterEach(async () => {
  await receiver?.close();
  await rm(dir, { recursive: true });
});

async function start(assets = dir): Promise<number> {
  receiver = await startReceiver({ routes: viewerRoutes(assets), port: 0, log: () => undefined });
  return receiver.port;
}

it('serves the page with a strict policy, and the built files', async () => {
  await writeFile(join(dir, 'main.js'), 'start()');
  await writeFile(join(dir, 'codicon.ttf'), 'font');
  const port = await start();
  const page = await send(port, { path: '/?token=x' });
  expect(page.text).toContain('<script src="/assets/main.js">');
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
  const script = await send(port, { path: '/assets/main.js' });
  expect([script.text, script.headers['content-type'], script.headers['x-content-type-options']]).toEqual([
    'start()',
    'text/javascript; charset=utf-8',
    'nosniff',
  ]);
  const again = await send(port, {
    path: '/assets/main.js',
    headers: { 'if-none-match': script.headers.etag! },
  });
  expect([again.status, again.text]).toEqual([304, '']);
  expect((await send(port, { path: '/assets/codicon.ttf' })).headers['content-type']).toBe('font/ttf');
});

it.each([
  '/assets/main.js.map',
  '/assets/secret.txt',
  '/assets/../secret.txt',
  '/assets/%2e%2e%2fsecret.txt',
])('serves nothing but what was built for the page: %s', async (path) => {
  await writeFile(join(dir, 'main.js.map'), '{}');
  await writeFile(join(dir, 'secret.txt'), 'x');
  expect((await send(await start(), { path })).status).toBe(404);
});

it('says what to do when the viewer was not built', async () => {
  const port = await start(join(dir, 'missing'));
  const page = await send(port, { path: '/' });
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('npm run build')]);
});
