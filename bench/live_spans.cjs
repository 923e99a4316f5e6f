/**
 * What live records cost a Node program: `node live_spans.cjs COUNT`, where `@opentelemetry/sdk-trace-base` is found. Spans with
 * two attributes each, in bursts with pauses between them, then COUNT without a pause. The last line is JSON: microseconds of CPU for
 * each span in the program's own thread (`burst`, `thread`) and in the whole process, the clock at the end of the program's own code, the
 * largest memory in KB.
 */
'use strict';
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [, , count = '', folder = ''] = process.argv;
const { BasicTracerProvider } = createRequire(join(folder, 'x.js'))('@opentelemetry/sdk-trace-base');
const tracer = new BasicTracerProvider().getTracer('bench');

/** In KB. What the system counts for `resourceUsage` begins with what the parent had when it forked. */
function largestMemory() {
  try {
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

/** @param {number} number */
function one(number) {
  const span = tracer.startSpan('call');
  span.setAttribute('number', number);
  span.setAttribute('text', 'what is the weather like in Paris');
  span.end();
}

/** @param {{ readonly user: number, readonly system: number }} usage */
function sum({ user, system }) {
  return user + system;
}

const [bursts, spansInBurst, pauseMs] = [30, 50, 50];

async function inBursts() {
  let microseconds = 0;
  for (let burst = 0; burst < bursts; burst++) {
    const began = process.threadCpuUsage();
    for (let number = 0; number < spansInBurst; number++) one(number);
    microseconds += sum(process.threadCpuUsage(began));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return microseconds / bursts / spansInBurst;
}

async function main() {
  for (let number = 0; number < 2000; number++) one(number);
  const burst = await inBursts();
  const thread = process.threadCpuUsage();
  const whole = process.cpuUsage();
  for (let number = 0; number < Number(count); number++) one(number);
  const figures = {
    burst,
    thread: sum(process.threadCpuUsage(thread)) / Number(count),
    process: sum(process.cpuUsage(whole)) / Number(count),
    memory: largestMemory(),
    end: Date.now() / 1000,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

void main();
