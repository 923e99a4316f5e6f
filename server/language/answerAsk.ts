import type { CancellationToken } from 'vscode-languageserver/node';
import { isJsonObject, type JsonValue } from '../../protocol/base/json.ts';
import {
  type Ask,
  failedReply,
  type Reply,
  RequestError,
  type RequestName,
} from '../../protocol/messages/requests.ts';

/** Answers `sidetrace/ask`. Never rejects; a question that is withdrawn is answered at once. */
export async function answerAsk(ask: Ask, params: unknown, token: CancellationToken): Promise<Reply> {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  const listening = token.onCancellationRequested(() => abort.abort());
  try {
    return await Promise.race([answer(ask, params, abort.signal), cancelled(abort.signal)]);
  } finally {
    listening.dispose();
  }
}

async function answer(ask: Ask, given: unknown, signal: AbortSignal): Promise<Reply> {
  try {
    if (!isJsonObject(given) || typeof given.name !== 'string') {
      throw new RequestError('invalid', 'A question needs a name.');
    }
    // `ask` checks name and params against its table.
    const result = await ask(given.name as RequestName, given.params as never, signal);
    return { ok: result as unknown as JsonValue };
  } catch (error) {
    return failedReply(error);
  }
}

function cancelled(signal: AbortSignal): Promise<Reply> {
  const reply: Reply = { error: { code: 'cancelled', message: 'The question was withdrawn.' } };
  if (signal.aborted) return Promise.resolve(reply);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(reply), { once: true });
  });
}
