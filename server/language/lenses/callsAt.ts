import { parseIfJson } from '../../../protocol/base/json.ts';
import type { CallAt, CallsAt, CallsAtParams } from '../../../protocol/messages/calls.ts';
import type { Span } from '../../../protocol/model/span.ts';
import type { RecentCall } from '../../store/recentCalls.ts';
import { calledPlaces } from './calledPlaces.ts';
import type { CallHoverDeps } from './callHover.ts';
import { argumentsText } from './chatText.ts';
import { durationMs } from './lensText.ts';

export type CallsAtDeps = Omit<CallHoverDeps, 'now' | 'links'>;

const mostCalls = 20;
const longestText = 160;

/** The calls of a place, for a person to choose one. */
export async function callsAt(deps: CallsAtDeps, { uri, line }: CallsAtParams): Promise<CallsAt> {
  const called = await calledPlaces(deps, uri);
  const place = called?.places.find(({ symbol }) => symbol.line === line);
  const known = place?.calls ?? [];
  const calls: CallAt[] = [];
  // One after the other: payloads may be large.
  for (const call of known.slice(0, mostCalls)) calls.push(await callAt(deps, call));
  return { calls, total: known.length };
}

async function callAt(deps: CallsAtDeps, call: RecentCall): Promise<CallAt> {
  const { traceId, spanId, status, startNs, usage, cost } = call;
  const span = await deps.span({ traceId, spanId }).catch(() => undefined); // removed meanwhile
  const [duration, text] = [durationMs(call), span && textOf(span)];
  return {
    traceId,
    spanId,
    status,
    startedMs: Number(startNs / 1_000_000n),
    ...(duration !== undefined && { durationMs: duration }),
    ...(usage && usage.total > 0 && { tokens: usage.total }),
    ...(cost && cost.usd > 0 && { usd: cost.usd }),
    ...(text && { text }),
  };
}

/** What tells one call from another: why it failed, what was asked last, what it was given. */
function textOf({ exceptions: [exception], chat, inputs }: Span): string {
  if (exception) return cut(`${exception.type}: ${exception.message}`);
  const asked = chat?.messages.findLast(({ role }) => role === 'user');
  const said = asked?.content.flatMap((part) => (part.type === 'text' ? part.text : [])).join(' ');
  const given = typeof inputs === 'string' ? parseIfJson(inputs) : inputs;
  return cut(said || (typeof given === 'string' ? given : argumentsText(given)));
}

function cut(text: string): string {
  const line = text
    .slice(0, longestText + 1)
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length < longestText) return line;
  return `${line.slice(0, longestText - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
