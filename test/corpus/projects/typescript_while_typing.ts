import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('x');

export function first(a: number) {
  return tracer.startActiveSpan('first', (span) => {  //~ first
    span.setAttribute('a', a
    span.end();
  });
}

export async function second(b: {
  const span = tracer.startSpan('second');  //~ second
  if (b. ) {
    span.end();
  }
}

class Third {
  run() {
    tracer.startActiveSpan(`third ${1}`, (s) => s.end());  //~ third 1
  }
  broken( { 
}

tracer.startSpan('last');  //~ last
