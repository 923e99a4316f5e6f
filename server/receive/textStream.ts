import type { ServerResponse } from 'node:http';

const pieceSize = 64 * 1024;

/** Writes pieces of text as fast as the reader takes them. Rejects when they fail; ends early when it left. */
export function pipeText(pieces: AsyncIterable<string>): (response: ServerResponse) => Promise<void> {
  return async (response) => {
    let held = '';
    for await (const piece of pieces) {
      held += piece;
      if (held.length < pieceSize) continue;
      if (response.destroyed) return;
      const roomLeft = response.write(held);
      held = '';
      if (!roomLeft) await drained(response);
    }
    response.end(held);
  };
}

/** Also resolves when the reader left. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}
