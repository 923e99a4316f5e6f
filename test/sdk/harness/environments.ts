import { ensureVenv } from '../../../scripts/setup/python.ts';

export function ensureOpenTelemetryVenv(): Promise<string> {
  return ensureVenv('opentelemetry', [
    'opentelemetry-sdk==1.39.1',
    'opentelemetry-exporter-otlp-proto-http==1.39.1',
  ]);
}

/** What the live records are tried with beside SDKs: ways to start Python, and to hold it. */
export function ensureLiveVenv(): Promise<string> {
  return ensureVenv('live', [
    'opentelemetry-sdk==1.45.0',
    'opentelemetry-exporter-otlp-proto-http==1.45.0',
    'opentelemetry-distro',
    'debugpy==1.8.22',
    'freezegun==1.5.5',
    'gevent==25.9.1',
    'gunicorn==23.0.0',
    'ipykernel==7.4.0',
    'pytest==9.0.1',
    'pytest-xdist==3.8.0',
    'uvicorn==0.38.0',
  ]);
}

/** The other SDKs that stand on OpenTelemetry's. */
export function ensureLiveSdksVenv(): Promise<string> {
  return ensureVenv('live-sdks', [
    'langfuse==5.0.4',
    'logfire==5.2.0',
    'openinference-instrumentation==0.1.72',
    'traceloop-sdk==0.62.4',
  ]);
}
