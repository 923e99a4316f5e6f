/**
 * Times are decimal strings of nanoseconds since the epoch: they do not fit a double, and JSON has no
 * bigint. Arithmetic goes through BigInt here; views work on `number` milliseconds relative to a start.
 */
export type Nanos = string;

/** The last time that a signed 64-bit integer holds, in 2262; what is stored and sent is no later. */
export const lastNanos = 2n ** 63n - 1n;

const nanosPerMilli = 1_000_000n;

/** Milliseconds (with fraction) from `startNs` to `endNs`; negative when clocks disagree. */
export function millisBetween(startNs: Nanos, endNs: Nanos): number {
  return Number(BigInt(endNs) - BigInt(startNs)) / 1e6;
}

export function nanosFromMillis(millis: number): Nanos {
  return (BigInt(Math.trunc(millis)) * nanosPerMilli).toString();
}

/** Whole milliseconds since the epoch. */
export function millisFromNanos(nanos: Nanos): number {
  return Number(BigInt(nanos) / nanosPerMilli);
}

/** Decimal digits without a sign or leading zeros compare by length, then as text: no BigInt on the hot path. */
export function isEarlier(a: Nanos, b: Nanos): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}

export function earlier(a: Nanos, b: Nanos): Nanos {
  return BigInt(a) <= BigInt(b) ? a : b;
}

export function later(a: Nanos, b: Nanos): Nanos {
  return BigInt(a) >= BigInt(b) ? a : b;
}
