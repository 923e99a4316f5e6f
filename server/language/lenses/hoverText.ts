import { formatCount, formatDuration, formatUsd } from '../../../protocol/base/format.ts';
import type { JsonValue } from '../../../protocol/base/json.ts';
import { revealSpanCommand } from '../../../protocol/messages/language.ts';
import type { Span } from '../../../protocol/model/span.ts';
import type { RecentCall } from '../../store/recentCalls.ts';
import { durationMs, runningText } from './lensText.ts';

interface HoverContext {
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly links: boolean;
}

const mostCharacters = 600;
const mostLines = 12;
const mostPrevious = 5;
const longestName = 80;

/**
 * Markdown of the newest call (`span`, `calls[0]`) and of those before it. Nothing that a program recorded is read as
 * Markdown: values stand in fences that they cannot close, names are escaped.
 */
export function hoverText(span: Span, calls: readonly RecentCall[], context: HoverContext): string {
  const [newest, ...before] = calls;
  const { exceptions, inputs, outputs } = span;
  const [exception] = exceptions;
  return [
    headText(span, newest, context),
    exception && fenced('Error', `${exception.type}: ${exception.message}`),
    fenced('Inputs', inputs),
    fenced('Outputs', outputs),
    previousText(before.slice(0, mostPrevious), context),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function headText(span: Span, call: RecentCall | undefined, { nowMs, links }: HoverContext): string {
  const { traceId, spanId, name, model } = span;
  const usage = call?.usage;
  const cost = call?.cost;
  const argument = encodeURIComponent(JSON.stringify([{ traceId, spanId }])).replace(/[()]/g, percent);
  return [
    `**${escaped(name)}**`,
    call && stateText(call, nowMs),
    usage && usage.total > 0 && `${formatCount(usage.total)} tok`,
    cost && cost.usd > 0 && `${cost.unknown > 0 ? '≥ ' : ''}${escaped(formatUsd(cost.usd))}`,
    model !== undefined && escaped(model),
    links && `[Show in Traces](command:${revealSpanCommand}?${argument})`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function previousText(calls: readonly RecentCall[], { nowMs }: HoverContext): string | undefined {
  if (calls.length === 0) return undefined;
  const rows = calls.map((call) => `- ${clock(call)} · ${stateText(call, nowMs)}`);
  return `Before that\n\n${rows.join('\n')}`;
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

function fenced(title: string, value: JsonValue): string | undefined {
  if (value === null) return undefined;
  const isText = typeof value === 'string';
  const text = shortened(isText ? value : JSON.stringify(value, null, 2));
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${title}\n${fence}${isText ? 'text' : 'json'}\n${text}\n${fence}`;
}

function shortened(text: string): string {
  const start = text.slice(0, mostCharacters).replace(/[\uD800-\uDBFF]$/, '');
  const lines = start.split(/\r\n|\r|\n/);
  const kept = lines.slice(0, mostLines).join('\n');
  return kept.length < text.length && (text.length > start.length || lines.length > mostLines)
    ? `${kept} …`
    : kept;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

/** One line in which no character means anything to Markdown, HTML or icons. */
function escaped(text: string): string {
  const line = text.slice(0, longestName + 1).replace(/\s+/g, ' ');
  const short = line.length > longestName ? `${line.slice(0, longestName - 1)}…` : line;
  return short.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
