'use strict';
// node family.cjs GO: a span here, in a thread and in a child process; each stands open until the file GO is there, and
// all stay until GO.end is there.
const { fork } = require('node:child_process');
const { existsSync } = require('node:fs');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { BasicTracerProvider } = require('@opentelemetry/sdk-trace-base');

const tracer = new BasicTracerProvider().getTracer('app');
const go = workerData ?? process.argv[2];

function hold(name) {
  const span = tracer.startSpan(name, { attributes: { pid: process.pid } });
  const timer = setInterval(() => {
    if (existsSync(go) && span.isRecording()) span.end();
    if (existsSync(`${go}.end`)) clearInterval(timer);
  }, 20);
}

if (!isMainThread) hold('thread');
else if (process.argv[3] === 'child') hold('child');
else {
  hold('parent');
  new Worker(__filename, { workerData: go });
  fork(__filename, [go, 'child']);
}
