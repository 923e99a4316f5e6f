import { get } from 'node:http';
import { isJsonObject, parseJson } from '../../protocol/base/json.ts';

/** Who answers on a port. */
export type Occupant =
  | { readonly kind: 'sidetrace'; readonly pid: number }
  | { readonly kind: 'http'; readonly server?: string }
  | { readonly kind: 'unknown' };

const probeMs = 300;
const maxAnswer = 4096;

/** Asks the program on a loopback port for its name. Never rejects; answers within about 300 ms. */
export function whoListens(port: number): Promise<Occupant> {
  return new Promise((resolve) => {
    let answered = false;
    const request = get({ host: '127.0.0.1', port, path: '/api/health', agent: false }, (response) => {
      answered = true;
      const server = response.headers.server?.toString();
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        if (text.length > maxAnswer) response.destroy();
      });
      response.on('close', () => resolve(readHealth(text) ?? { kind: 'http', ...(server && { server }) }));
    });
    const giveUp = setTimeout(() => request.destroy(), probeMs);
    request.on('error', () => resolve({ kind: 'unknown' }));
    request.on('close', () => {
      clearTimeout(giveUp);
      // Closes before its response does where the answer ends with the connection.
      if (!answered) resolve({ kind: 'unknown' });
    });
  });
}

function readHealth(text: string): Occupant | undefined {
  const health = parseJson(text);
  if (!isJsonObject(health) || health.name !== 'sidetrace' || typeof health.pid !== 'number')
    return undefined;
  return { kind: 'sidetrace', pid: health.pid };
}
