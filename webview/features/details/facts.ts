import { formatCount, formatDuration, formatUsd } from '../../../protocol/base/format.ts';
import { millisBetween, millisFromNanos } from '../../../protocol/base/time.ts';
import { priceListDate } from '../../../protocol/model/priceListDate.ts';
import type { Span } from '../../../protocol/model/span.ts';
import type { Cost, Usage } from '../../../protocol/model/usage.ts';
import { strings } from '../../l10n.ts';
import { previewJson } from '../json/preview.ts';
import { contentFilterList, contentFilterText } from './contentFilter.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly title?: string;
}

const { facts: names } = strings.details;

/** What is known of a span beside its payloads, as name and value; only what is known. */
export function spanFacts(span: Span): readonly Fact[] {
  const { parameters, finishReasons, thread, scope } = span;
  const known: readonly (Fact | undefined)[] = [
    fact(names.model, span.model),
    fact(names.provider, span.provider),
    ...Object.entries(parameters ?? {}).map(([name, value]) => fact(name, previewJson(value))),
    fact(names.finish, finishReasons?.join(', ')),
    span.contentFilter && {
      name: names.contentFilter,
      value: contentFilterText(span.contentFilter),
      title: contentFilterList(span.contentFilter),
    },
    span.usage && { name: names.tokens, value: usageText(span.usage) },
    span.cost && {
      name: names.cost,
      value: costText(span.cost),
      title: costTitle(span.cost, span.usage),
    },
    fact(names.started, new Date(millisFromNanos(span.startNs)).toLocaleString()),
    fact(names.duration, span.endNs && formatDuration(millisBetween(span.startNs, span.endNs))),
    fact(names.thread, thread?.name ?? thread?.id?.toString()),
    fact(names.scope, scopeText(scope, span.convention)),
  ];
  return known.filter((item): item is Fact => item !== undefined);
}

/** `openinference.instrumentation.openai 0.1.30 (openinference)`; MLflow names no scope. */
function scopeText({ name, version }: Span['scope'], convention: string): string {
  return name === '' ? convention : [name, version, `(${convention})`].filter(Boolean).join(' ');
}

function fact(name: string, value: string | undefined): Fact | undefined {
  return value === undefined || value === '' ? undefined : { name, value };
}

/** `llama3.2 · 1.48 s · 120 → 45 tok`; `llama3.2 · still coming …` */
export function answerFacts(span: Span): string {
  const time = span.endNs === undefined ? undefined : formatDuration(millisBetween(span.startNs, span.endNs));
  const state = span.status === 'running' ? strings.details.soFar : time;
  return [span.model, state, usageBrief(span.usage)].filter(Boolean).join(' · ');
}

/** `120 → 45 tok`; nothing where no tokens were reported. */
export function usageBrief(usage: Usage | undefined): string | undefined {
  if (!usage || usage.total === 0) return undefined;
  return strings.usage.brief(formatCount(usage.input), formatCount(usage.output));
}

export function usageText(usage: Usage): string {
  const { input, output, total, cachedInput, reasoning } = usage;
  return [
    strings.usage.full(formatCount(input), formatCount(output), formatCount(total)),
    cachedInput && strings.usage.cached(formatCount(cachedInput)),
    reasoning && strings.usage.reasoning(formatCount(reasoning)),
  ]
    .filter(Boolean)
    .join(', ');
}

/** A price that is not known is said to be so, never shown as zero. */
export function costText({ usd, basis, unknown }: Cost): string {
  if (unknown > 0 && usd === 0) return strings.usage.costUnknown;
  const sum = formatUsd(usd);
  const about = basis === 'computed' && !sum.startsWith('<') ? strings.usage.costAbout(sum) : sum;
  return unknown === 0 ? about : strings.usage.costPartly(about, unknown);
}

/** Where the cost comes from. The counts are said only where all of them were priced. */
export function costTitle({ usd, basis, unknown }: Cost, usage: Usage | undefined): string {
  const { reported, computed, computedPartly, noPrice, noPriceOf } = strings.usage.basis;
  if (unknown > 0 && usd === 0) return noPrice(priceListDate);
  const whole = unknown === 0 && usage !== undefined ? usage : undefined;
  const fromTokens = whole
    ? computed(exactCount(whole.input), exactCount(whole.output), priceListDate)
    : computedPartly(priceListDate);
  const from = basis === 'reported' ? reported : fromTokens;
  return unknown === 0 ? from : `${from}; ${noPriceOf(unknown)}`;
}

function exactCount(count: number): string {
  return count.toLocaleString('en-US');
}
