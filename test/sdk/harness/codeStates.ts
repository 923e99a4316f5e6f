import { expect, vi } from 'vitest';
import type { ResultOf } from '../../../protocol/messages/requests.ts';
import type { ReceiverProcess } from './commandLine.ts';

export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** Waits until this became of the code of each span, by its name: what an SDK sends may come before what the helper tells of it. */
export function awaitCodeStates(
  receiver: ReceiverProcess,
  expected: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const look = async (): Promise<void> => expect(await codeStates(receiver)).toEqual(expected);
  return vi.waitFor(look, { timeout: 30_000, interval: 30 });
}

async function codeStates(receiver: ReceiverProcess): Promise<Readonly<Record<string, string | undefined>>> {
  const spans = (await receiver.traces()).flatMap((whole) => whole.spans);
  const found = spans.map(
    async (span) => [span.name, (await askReceiver(receiver, 'resolveSource', span)).code] as const,
  );
  return Object.fromEntries(await Promise.all(found));
}

export async function askReceiver<N extends 'resolveSource' | 'ranText'>(
  receiver: ReceiverProcess,
  name: N,
  { traceId, spanId }: SpanIds,
): Promise<ResultOf<N>> {
  const response = await fetch(`${receiver.url}/api/request`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, params: { traceId, spanId } }),
  });
  return ((await response.json()) as { readonly ok: ResultOf<N> }).ok;
}
