import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type Access, HttpError } from './http.ts';
import { socketOwner } from './procNet.ts';

/** `unknown`: this system does not tell, so that the token is needed. */
export type Owner = 'same' | 'other' | 'unknown';

export interface AccessOptions {
  /** Opens `user` routes to whoever shows it. */
  readonly token: string;
  /** No check at all (`--open`). */
  readonly open: boolean;
  readonly ownerOf: (socket: Socket) => Promise<Owner>;
}

/** An `EventSource` cannot send headers. Everywhere else a token in the address would end up in logs. */
const tokenInQuery: ReadonlySet<string> = new Set(['/api/events']);

/** Resolves when the request may call a route of that access, else rejects with 401 or 403. */
export async function checkAccess(
  options: AccessOptions,
  access: Access,
  request: IncomingMessage,
): Promise<void> {
  if (access !== 'user' || options.open) return;
  if (tokensOf(request).some((token) => sameSecret(token, options.token))) return;
  const owner = await options.ownerOf(request.socket);
  if (owner === 'same') return;
  const how = 'Send "Authorization: Bearer TOKEN" with the token that was printed when the receiver started.';
  if (owner === 'other') {
    throw new HttpError(403, `These traces belong to another user of this machine. ${how}`);
  }
  throw new HttpError(401, `Listing and changing traces needs the token. ${how}`, {
    'www-authenticate': 'Bearer',
  });
}

function tokensOf(request: IncomingMessage): readonly string[] {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const inQuery = tokenInQuery.has(path) ? new URLSearchParams(query).get('token') : null;
  return [bearer, inQuery].filter((token) => typeof token === 'string');
}

/** Hashed first: equal lengths, and the time says nothing about the content. */
function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/**
 * Who owns the other end of a connection, by Linux's socket tables; asked once a connection. Root may read
 * our files anyway, so that root counts as the same user.
 */
export function createOwnerCheck(
  ownUid: number | undefined,
  readTables: () => Promise<readonly string[]> = readSocketTables,
): (socket: Socket) => Promise<Owner> {
  const known = new WeakMap<Socket, Promise<Owner>>();
  const look = async (socket: Socket): Promise<Owner> => {
    const { remoteAddress, remotePort, localAddress, localPort } = socket;
    if (ownUid === undefined || !remoteAddress || !remotePort || !localAddress || !localPort)
      return 'unknown';
    const tables = await readTables();
    if (tables.length === 0) return 'unknown';
    const peer = { address: remoteAddress, port: remotePort };
    const uid = socketOwner(tables, peer, { address: localAddress, port: localPort });
    return uid === ownUid || uid === 0 ? 'same' : 'other';
  };
  return (socket) => {
    const owner = known.get(socket) ?? look(socket);
    known.set(socket, owner);
    return owner;
  };
}

/** Empty where the system has no such tables. */
async function readSocketTables(): Promise<readonly string[]> {
  const reads = ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'latin1'));
  const results = await Promise.allSettled(reads);
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
