import type { Family } from './form.ts';

/** OpenTelemetry's Tracer; MLflow's `client.start_span` reads the same. */
export const opentelemetry: Family = {
  forms: [
    { callee: 'start_as_current_span', makes: 'block', name: ['0', 'name'] },
    { callee: 'start_span', makes: 'block', name: ['0', 'name'] },
  ],
};
