import type { Nanos } from '../../protocol/base/time.ts';

/**
 * MLflow SDKs up to 3.10 stamp user events and stream chunks in microseconds, in OTLP as well: 15 or 16
 * digits beside a start of 19 (MLflow 2.14–3.10, `SpanEvent.timestamp`). A missing time is the span's start.
 */
export function eventTime(time: string, startNs: Nanos): Nanos {
  if (time === '0' || time === '') return startNs;
  if (startNs.length === 19 && (time.length === 15 || time.length === 16)) return `${time}000`;
  return time;
}
