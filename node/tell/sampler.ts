interface Asked {
  isRecording?: unknown;
  spanContext?: unknown;
}

/** Not where tracing is suppressed for a moment, as in exporters: such a span has no id. */
export function isSampledOut(span: unknown): boolean {
  const { isRecording, spanContext } = (span ?? {}) as Asked;
  if (typeof isRecording !== 'function' || typeof spanContext !== 'function') return false;
  if (isRecording.call(span) !== false) return false;
  const { traceId } = spanContext.call(span) as { readonly traceId?: unknown };
  return typeof traceId === 'string' && /[^0]/.test(traceId);
}

/** The part of the traces that a tracer of the SDK keeps, by its sampler's own words; undefined where they do not tell it. */
export function keptRatio(tracer: unknown): number | undefined {
  const { _sampler: sampler } = (tracer ?? {}) as { readonly _sampler?: unknown };
  if (typeof sampler !== 'object' || sampler === null) return undefined;
  const text = String(sampler);
  const own = /^ParentBased\{root=([^,]*),/.exec(text)?.[1] ?? text;
  if (own === 'AlwaysOffSampler') return 0;
  const ratio = Number(/^TraceIdRatioBased\{(.*)\}$/.exec(own)?.[1]);
  return ratio >= 0 && ratio < 1 ? ratio : undefined;
}
