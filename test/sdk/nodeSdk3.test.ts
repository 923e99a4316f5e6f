import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Service, startService } from '../../server/service.ts';
import { type ReceiverProcess, runProgram, startReceiver } from './harness/commandLine.ts';
import { killPrograms, seen, startProgram } from './harness/liveProgram.ts';
import { createNodeFolder, type NodeFolder } from './harness/nodeFolder.ts';

let folder: NodeFolder;

beforeEach(async () => {
  folder = await createNodeFolder('otel3');
});

afterEach(async () => {
  killPrograms();
  await folder.remove();
});

const work = `
const tracer = trace.getTracer('app', '1.2');
tracer.startActiveSpan('outer', (outer) => {
  tracer.startActiveSpan('inner', (inner) => {
    inner.setAttribute('input.value', 'Paris');
    const timer = setInterval(() => {
      if (!existsSync(process.argv[2])) return;
      clearInterval(timer);
      inner.end();
      outer.end();
    }, 20);
  });
});
`;
const required = `const { existsSync } = require('node:fs');
const { trace, context } = require('@opentelemetry/api');
`;
const imported = `import { existsSync } from 'node:fs';
import { trace, context } from '@opentelemetry/api';
`;
/** Both packages have one build for \`require\` and another for \`import\`. */
const programs = {
  'sdk.cjs': `${required}const { NodeSDK } = require('@opentelemetry/sdk-node');\nnew NodeSDK().start();${work}`,
  'sdk.mjs': `${imported}import { NodeSDK } from '@opentelemetry/sdk-node';\nnew NodeSDK().start();${work}`,
  'provider.cjs': `${required}const { TracerProvider } = require('@opentelemetry/sdk-trace');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const provider = new TracerProvider();${work.replace('trace.getTracer', 'provider.getTracer')}`,
  'provider.mjs': `${imported}import { TracerProvider } from '@opentelemetry/sdk-trace';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(new TracerProvider());${work}`,
};

describe('OpenTelemetry’s SDK 3.x', () => {
  let receiver: ReceiverProcess;

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.stop());

  it.each(Object.entries(programs))('%s shows where it stands, with its line', async (name, code) => {
    const file = folder.file(name);
    await writeFile(file, code);
    const go = folder.file('go');
    const { exited, output } = startProgram(receiver.url, [process.execPath, file, go], {
      folder: folder.path,
    });
    const { span, whole } = await seen(receiver, 'inner', ({ inputs }) => inputs === 'Paris');
    const line = code.split('\n').findIndex((text) => text.includes("'inner'")) + 1;
    expect(span).toMatchObject({
      status: 'running',
      scope: { name: 'app', version: '1.2' },
      source: { file, line },
    });
    expect(whole.spans.find(({ spanId }) => spanId === span.parentId)).toMatchObject({ name: 'outer' });
    await writeFile(go, '');
    await seen(receiver, 'outer', ({ endNs }) => endNs !== undefined);
    expect([await exited, output()]).toEqual([0, '']);
    expect(await receiver.traces()).toHaveLength(1);
  });
});

describe('OTEL_SDK_DISABLED', () => {
  let service: Service;

  beforeEach(async () => {
    const deps = { assetsDir: '', version: '1', log: () => undefined };
    service = await startService(deps, { databaseFile: ':memory:', port: 0, workspaceFolders: [] });
  });
  afterEach(() => service.close());

  it.each([
    ['true', [expect.stringMatching(/^off\.cjs \(pid \d+\).*OTEL_SDK_DISABLED switches tracing off/)]],
    ['false', []],
  ])('%s is told of a program that starts the SDK, where it switches that off', async (value, expected) => {
    const file = folder.file('off.cjs');
    await writeFile(
      file,
      `const { NodeSDK } = require('@opentelemetry/sdk-node');
new NodeSDK().start();
require('@opentelemetry/api').trace.getTracer('app').startSpan('asked').end();
`,
    );
    const env = { OTEL_SDK_DISABLED: value };
    const ran = { python: process.execPath, args: [file], folder: folder.path, env };
    expect(await runProgram(service.url, ran)).toBe('');
    await vi.waitFor(() => expect(service.notices.map(({ message }) => message)).toEqual(expected));
    const { traces } = await service.engine.ask('listTraces', { limit: 10 });
    expect(traces).toHaveLength(value === 'true' ? 0 : 1);
  });
});
