import { ensureVenv } from '../../../scripts/setup/python.ts';

export function ensureOpenTelemetryVenv(): Promise<string> {
  return ensureVenv('opentelemetry', [
    'opentelemetry-sdk==1.39.1',
    'opentelemetry-exporter-otlp-proto-http==1.39.1',
  ]);
}
