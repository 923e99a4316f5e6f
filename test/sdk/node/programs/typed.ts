// Compiled by the test, runs until it is killed: the types make its lines others than those of the JavaScript.
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

interface Question {
  readonly city: string;
}

interface Answer {
  readonly text: string;
}

const tracer = new NodeTracerProvider().getTracer('app');

async function ask({ city }: Question): Promise<Answer> {
  const span = tracer.startSpan('typed');
  await Promise.resolve(city);
  span.end();
  return { text: 'sunny' };
}

await ask({ city: 'Paris' });
setInterval(() => undefined, 1000);
