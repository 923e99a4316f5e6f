import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

const pieceSize = 64 * 1024;

/**
 * Writes pieces of text as fast as the reader takes them. A failure in the middle breaks the connection off,
 * so that half an answer is never taken for a whole one.
 */
export function pipeText(pieces: AsyncIterable<string>): (response: ServerResponse) => void {
  return (response) => {
    pump(pieces, response).catch((error: Error) => response.destroy(error));
  };
}

async function pump(pieces: AsyncIterable<string>, response: ServerResponse): Promise<void> {
  let held = '';
  for await (const piece of pieces) {
    held += piece;
    if (held.length < pieceSize) continue;
    if (response.destroyed) return;
    const roomLeft = response.write(held);
    held = '';
    if (!roomLeft) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end(held);
}
