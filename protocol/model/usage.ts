/** Token counts. On a span as reported there; on a trace no call counts twice. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly total: number;
  readonly cachedInput?: number;
  readonly cacheWrite?: number;
  readonly reasoning?: number;
}

export interface Cost {
  readonly usd: number;
  /** On a trace `computed` where some part of the sum is. */
  readonly basis: 'reported' | 'computed';
  /** Calls whose model has no known price: shown as unknown, never as zero. */
  readonly unknown: number;
}
