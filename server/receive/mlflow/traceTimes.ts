import { lastNanos, millisFromNanos, type Nanos } from '../../../protocol/base/time.ts';

const nanosPerSecond = 1_000_000_000n;

/** proto3 JSON's `Timestamp` (RFC 3339, up to nine digits) → nanoseconds; `undefined` when it is none. */
export function nanosFromTimestamp(text: string): Nanos | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i.exec(text);
  if (!match) return undefined;
  const seconds = Date.parse(`${match[1]}${match[3]?.toUpperCase()}`) / 1000;
  if (!Number.isFinite(seconds) || seconds < 0) return undefined;
  const nanos = BigInt(seconds) * nanosPerSecond + BigInt((match[2] ?? '').padEnd(9, '0'));
  return nanos <= lastNanos ? nanos.toString() : undefined;
}

/** proto3 JSON's `Duration` (`1.258s`) → nanoseconds; `undefined` when it is none or negative. */
export function nanosFromDuration(text: string): bigint | undefined {
  const match = /^(\d{1,10})(?:\.(\d{1,9}))?s$/.exec(text);
  if (!match) return undefined;
  return BigInt(match[1] ?? 0) * nanosPerSecond + BigInt((match[2] ?? '').padEnd(9, '0'));
}

/** In milliseconds, as MLflow's own server keeps it: `2026-11-21T02:59:39.766Z`, without the fraction when it is 0. */
export function timestampText(nanos: Nanos): string {
  return new Date(millisFromNanos(nanos)).toISOString().replace('.000Z', 'Z');
}

/** `1.258s`, `0s`. */
export function durationText(millis: number): string {
  const fraction = millis % 1000;
  const seconds = Math.floor(millis / 1000);
  return fraction === 0 ? `${seconds}s` : `${seconds}.${String(fraction).padStart(3, '0')}s`;
}

/** Whole milliseconds between the two, as MLflow counts: of the times cut to milliseconds; never negative. */
export function wholeMillisBetween(startNs: Nanos, endNs: Nanos): number {
  return Math.max(0, millisFromNanos(endNs) - millisFromNanos(startNs));
}

/** `undefined` when it is beyond 64 bits. */
export function nanosAfter(startNs: Nanos, duration: bigint): Nanos | undefined {
  const endNs = BigInt(startNs) + duration;
  return endNs <= lastNanos ? endNs.toString() : undefined;
}
