'use strict';
// node agent.cjs GO: stands in `look_up` until the file GO is there, without ever coming to rest, and
// stays until GO.end is there.
const { existsSync } = require('node:fs');
const { SpanStatusCode } = require('@opentelemetry/api');
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

const provider = new NodeTracerProvider();
provider.register();
const tracer = provider.getTracer('app', '1.2');
const [, , go] = process.argv;

function stand() {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(go)) Atomics.wait(cell, 0, 0, 20);
}

function lookUp(city) {
  return tracer.startActiveSpan('look_up', { attributes: { 'input.value': city } }, (span) => {
    span.setAttribute('first', 1);
    span.addEvent('heard', { how: 'well' });
    stand();
    span.setAttributes({ first: 2, list: ['a', 'b'], half: 0.5, sure: true });
    span.updateName('looked_up');
    span.recordException(new TypeError('no luck'));
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'not found' });
    span.end();
    return 'sunny';
  });
}

function agent(question) {
  return tracer.startActiveSpan('agent', (span) => {
    span.setAttribute('input.value', question);
    span.setAttribute('output.value', lookUp('Paris'));
    span.end();
  });
}

agent('What is the weather?');
const timer = setInterval(() => existsSync(`${go}.end`) && clearInterval(timer), 20);
