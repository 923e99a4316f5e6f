import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { createOwnerCheck } from './access.ts';
import { json, type Route } from './http.ts';
import { type Receiver, startReceiver } from './server.ts';
import { hasIpv6, send } from './testing/client.ts';

const list: Route = { method: 'GET', path: '/list', access: 'user', handler: () => json({}) };
const onLinux = process.platform === 'linux';
const nobody = 65534;
let receiver: Receiver | undefined;

afterEach(() => receiver?.close());

it.runIf(onLinux).each(hasIpv6() ? ['127.0.0.1', '::1'] : ['127.0.0.1'])(
  'knows its own user by the system: %s',
  async (host) => {
    receiver = await startReceiver({ routes: [list], port: 0, log: () => undefined });
    expect((await send(receiver.port, { path: '/list', host })).status).toBe(200);
  },
);

it.runIf(onLinux && process.getuid?.() === 0)('knows another user by the system', async () => {
  receiver = await startReceiver({ routes: [list], port: 0, log: () => undefined });
  const request = `exec 3<>/dev/tcp/127.0.0.1/${receiver.port}; printf 'GET /list HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3; cat <&3`;
  const child = spawn('/bin/bash', ['-c', request], { uid: nobody, cwd: '/' });
  expect(await text(child.stdout)).toMatch(/^HTTP\/1.1 403 /);
});

it.each([
  ['no user ids on this system', undefined, ['a table']],
  ['no socket tables', 1000, []],
])('does not know: %s', async (_, uid, tables) => {
  const ownerOf = createOwnerCheck(uid, async () => tables);
  const socket = { remoteAddress: '127.0.0.1', remotePort: 1, localAddress: '127.0.0.1', localPort: 2 };
  expect(await ownerOf(socket as Parameters<typeof ownerOf>[0])).toBe('unknown');
});

it('takes a socket that is not listed for a stranger', async () => {
  const ownerOf = createOwnerCheck(1000, async () => ['sl local_address']);
  const socket = { remoteAddress: '127.0.0.1', remotePort: 1, localAddress: '127.0.0.1', localPort: 2 };
  expect(await ownerOf(socket as Parameters<typeof ownerOf>[0])).toBe('other');
});
