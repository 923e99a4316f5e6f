import type { Nanos } from '../../protocol/base/time.ts';

/**
 * Milliseconds from `base` to `nanos`. Seconds and the nine digits below are subtracted apart, which keeps every digit
 * and costs a tenth of BigInt: opening a large trace converts 100,000 of them.
 */
export function relativeMillis(base: Nanos, nanos: Nanos): number {
  const seconds = Number(nanos.slice(0, -9)) - Number(base.slice(0, -9));
  const below = Number(nanos.slice(-9)) - Number(base.slice(-9));
  return seconds * 1000 + below / 1e6;
}

/** Where "now" lies, by this machine's clock; spans come from programs on the same machine. */
export function nowRelative(base: Nanos, nowMillis: number): number {
  const seconds = Math.floor(nowMillis / 1000) - Number(base.slice(0, -9));
  return seconds * 1000 + (nowMillis % 1000) - Number(base.slice(-9)) / 1e6;
}
