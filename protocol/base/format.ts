/** Numbers as a person reads them; one place, so that tree, list, lens and status bar agree. */

/** `840 ms`, `1.24 s`, `12.3 s`, `2 min 05 s`, `1 h 02 min`; under a millisecond `320 µs`. */
export function formatDuration(millis: number): string {
  if (!Number.isFinite(millis) || millis < 0) return '–';
  if (millis > 0 && millis < 1) return `${Math.max(1, Math.round(millis * 1000))} µs`;
  if (millis < 999.5) return `${Math.round(millis)} ms`;
  const seconds = millis / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad2(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad2(Math.floor((whole % 3600) / 60))} min`;
}

/** `912`, `3.2k`, `41k`, `1.2M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(count);
  if (count < 9950) return `${(count / 1000).toFixed(1)}k`;
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** `$0.0042`, `$1.20`; four decimals under ten cents, else two; `< $0.0001` for what is next to nothing. */
export function formatUsd(usd: number): string {
  if (usd > 0 && usd < 0.000_05) return '< $0.0001';
  return `$${usd.toFixed(usd !== 0 && usd < 0.1 ? 4 : 2)}`;
}

/** `512 B`, `9.8 KB`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${(bytes / 1000).toFixed(bytes < 9950 ? 1 : 0)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function pad2(value: number): string {
  return String(value).padStart(2, '0');
}
