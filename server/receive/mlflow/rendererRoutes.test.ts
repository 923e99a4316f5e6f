import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../server.ts';
import { send } from '../testing/client.ts';
import { viewerRoutes } from '../viewerRoutes.ts';
import { rendererRoutes } from './rendererRoutes.ts';

const path =
  '/static-files/lib/notebook-trace-renderer/index.html?trace_id=tr-1&experiment_id=1&version=3.17.2';
/** What a browser sends for a frame in JupyterLab. */
const framed = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };

let dir = '';
let scheme: 'dark' | 'light' | undefined;
let receiver: Receiver;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'renderer-'));
  await writeFile(join(dir, 'main.js'), 'start()');
  const routes = [...rendererRoutes(dir, () => scheme), ...viewerRoutes(dir)];
  receiver = await startReceiver({ routes, port: 0, log: () => undefined });
});
afterEach(async () => {
  await receiver.close();
  await rm(dir, { recursive: true });
});

it('is the viewer in a form that notebooks may frame, and no page of the web', async () => {
  const page = await send(receiver.port, { path, headers: framed });
  expect(page.status).toBe(200);
  expect(page.text).toContain('<div id="app" data-embedded>');
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
  const ancestors = /frame-ancestors (.*)$/.exec(policy)?.[1]?.split(' ');
  expect(ancestors).toEqual(expect.arrayContaining(['http://localhost:*', 'vscode-webview:']));
  expect(ancestors).not.toContain('*');
  expect(page.headers['x-frame-options']).toBeUndefined();
});

it.each(['/', '/assets/main.js'])('is the only address that answers into a frame: not %s', async (other) => {
  expect((await send(receiver.port, { path: other, headers: framed })).status).toBe(403);
  const link = { ...framed, 'sec-fetch-dest': other === '/' ? 'document' : 'script' };
  expect((await send(receiver.port, { path: other, headers: link })).status).toBe(200);
});

it('lets its own scripts in, which come from its own origin', async () => {
  const own = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
  expect((await send(receiver.port, { path: '/assets/main.js', headers: own })).text).toBe('start()');
});

it('knows the colours of the editor once it was told', async () => {
  expect((await send(receiver.port, { path })).text).not.toContain('data-editor-scheme');
  scheme = 'dark';
  expect((await send(receiver.port, { path })).text).toContain('data-editor-scheme="dark"');
  scheme = undefined;
});
