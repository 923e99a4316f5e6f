import { formatCount, formatDuration, formatUsd } from '../../../protocol/base/format.ts';
import { revealSpanCommand } from '../../../protocol/messages/language.ts';
import type { Span, SpanRef } from '../../../protocol/model/span.ts';
import type { RecentCall } from '../../store/recentCalls.ts';
import { chatText } from './chatText.ts';
import { durationMs, runningText } from './lensText.ts';
import { escaped, fenced } from './markdown.ts';
import { sparkline } from './sparkline.ts';

interface HoverContext {
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly links: boolean;
}

const mostPrevious = 5;

/**
 * Markdown of the newest call (`span`, `calls[0]`), a model's as its chat, and of those before it. Nothing that a program
 * recorded is read as Markdown: values stand in fences that they cannot close, names are escaped.
 */
export function hoverText(span: Span, calls: readonly RecentCall[], context: HoverContext): string {
  const [newest, ...before] = calls;
  const [exception] = span.exceptions;
  return [
    headText(span, newest, context),
    sparkline(calls),
    exception && fenced('**Error**', `${exception.type}: ${exception.message}`),
    ...valueTexts(span),
    previousText(before.slice(0, mostPrevious), context),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** What a chat does not show, a function's outputs beside the messages it was given, stands below it. */
function valueTexts({ chat, inputs, outputs }: Span): readonly (string | undefined)[] {
  const messages = chat && chatText(chat);
  if (messages === undefined) return [fenced('**Inputs**', inputs), fenced('**Outputs**', outputs)];
  const isAnswered = chat?.messages.at(-1)?.role === 'assistant';
  return [messages, isAnswered ? undefined : fenced('**Outputs**', outputs)];
}

function headText(span: Span, call: RecentCall | undefined, { nowMs, links }: HoverContext): string {
  const { traceId, spanId, name, model } = span;
  const usage = call?.usage;
  const cost = call?.cost;
  return [
    `**${escaped(name)}**`,
    call && stateText(call, nowMs),
    usage && usage.total > 0 && `${formatCount(usage.total)} tok`,
    cost && cost.usd > 0 && `${cost.unknown > 0 ? '≥ ' : ''}${escaped(formatUsd(cost.usd))}`,
    model !== undefined && escaped(model),
    links && `[Show in Traces](${linkTo({ traceId, spanId })})`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function previousText(calls: readonly RecentCall[], { nowMs, links }: HoverContext): string | undefined {
  if (calls.length === 0) return undefined;
  const rows = calls.map((call) => {
    const time = links ? `[${clock(call)}](${linkTo(call)})` : clock(call);
    return `- ${time} · ${stateText(call, nowMs)}`;
  });
  return `**Before that**\n\n${rows.join('\n')}`;
}

function linkTo({ traceId, spanId }: SpanRef): string {
  const argument = encodeURIComponent(JSON.stringify([{ traceId, spanId }])).replace(/[()]/g, percent);
  return `command:${revealSpanCommand}?${argument}`;
}

/** `840 ms`, `error · 12 ms`, `running 1.20 s`; that all went well needs no word. */
function stateText(call: RecentCall, nowMs: number): string {
  if (call.status === 'running') return runningText([call], nowMs) ?? '';
  const duration = durationMs(call);
  const word = call.status === 'error' || call.status === 'aborted' ? call.status : undefined;
  return [word, duration !== undefined && formatDuration(duration)].filter(Boolean).join(' · ');
}

/** Of the day, as the machine of the server has it: `09:31:02`. */
function clock({ startNs }: RecentCall): string {
  return new Date(Number(startNs / 1_000_000n)).toTimeString().slice(0, 8);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}
