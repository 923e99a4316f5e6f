import {
  type Ask,
  type CancelSignal,
  type Reply,
  RequestError,
  type RequestName,
} from '../../protocol/messages/requests.ts';
import { strings } from '../l10n.ts';

/** Asks by `POST path` with `{name, params}`. */
export function createHttpAsk(
  win: { readonly fetch: typeof fetch },
  path: string,
  headers: Readonly<Record<string, string>>,
): Ask {
  const post = async (name: RequestName, params: unknown, signal?: CancelSignal): Promise<Reply> => {
    const controller = new AbortController();
    signal?.addEventListener('abort', () => controller.abort(), { once: true });
    const response = await win.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ name, params }),
      signal: controller.signal,
    });
    if (response.status === 401 || response.status === 403) {
      return { error: { code: 'unavailable', message: strings.host.notAllowed } };
    }
    return (await response.json()) as Reply;
  };
  const ask = async (name: RequestName, params: unknown, signal?: CancelSignal): Promise<unknown> => {
    const reply = await post(name, params, signal).catch((): Reply => failedReply(signal));
    if ('error' in reply) throw new RequestError(reply.error.code, reply.error.message);
    return reply.ok;
  };
  return ask as Ask;
}

function failedReply(signal: CancelSignal | undefined): Reply {
  if (signal?.aborted) return { error: { code: 'cancelled', message: '' } };
  return { error: { code: 'unavailable', message: strings.host.unreachable } };
}
