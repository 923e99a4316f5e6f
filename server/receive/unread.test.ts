import { afterEach, describe, expect, it, vi } from 'vitest';
import { DecodeError } from '../decode/rawSpan.ts';
import type { CatchUp } from '../store/pendingBatches.ts';
import { json, type Route } from './http.ts';
import { send } from './testing/client.ts';
import { useReceivers } from './testing/startedReceivers.ts';

const { start, logged } = useReceivers();

describe('a request whose sender reads no answer', () => {
  const unread = { 'x-sidetrace-unread': '1' };
  const works: (() => void)[] = [];
  const handled: string[] = [];
  const backlog = {
    later: (work: () => void) => works.push(work) > 0,
    catchUp: (which: CatchUp = 'all') => {
      if (which === 'all') for (const work of works.splice(0)) work();
    },
  };
  const note = (path: string, access: Route['access']): Route => ({
    method: 'POST',
    path,
    access,
    handler: ({ body }) => {
      handled.push(Buffer.from(body).toString());
      if (body.length === 0) throw new DecodeError('nothing');
      return json({});
    },
  });
  const early = { ...note('/early', 'write'), catchUp: 'small' } as const;
  const routes = [note('/write', 'write'), early, note('/read', 'trace'), note('/open', 'open')];
  const to = (path: string, body: string, headers = {}) => ({ method: 'POST', path, body, headers });

  afterEach(() => {
    works.length = 0;
    handled.length = 0;
  });

  it('is answered before it is looked at, and looked at before the next one whose answer may depend on it', async () => {
    const { port } = await start(routes, { backlog });
    expect((await send(port, to('/write', 'a', unread))).status).toBe(202);
    await send(port, to('/open', 'b'));
    await send(port, to('/early', 'c'));
    expect(handled).toEqual(['b', 'c']);
    expect((await send(port, to('/read', 'd'))).status).toBe(200);
    expect(handled).toEqual(['b', 'c', 'a', 'd']);
  });

  it('says in the log what is wrong with it', async () => {
    const { port } = await start(routes, { backlog });
    expect((await send(port, to('/write', '', unread))).status).toBe(202);
    backlog.catchUp();
    await vi.waitFor(() => expect(logged).toEqual([expect.stringContaining('POST /write: nothing')]));
  });

  it('is handled first where it changes what others read, or the backlog takes nothing', async () => {
    const { port } = await start(routes, { backlog });
    expect((await send(port, to('/read', '', unread))).status).toBe(400);
    const other = await start(routes);
    expect((await send(other.port, to('/write', '', unread))).status).toBe(400);
  });
});
