import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allVersionsVariable } from '../../scripts/testing/plan.ts';
import { type Service, startService } from '../../server/service.ts';
import { runProgram } from './harness/commandLine.ts';
import { ensureOpenTelemetryVenv } from './harness/environments.ts';
import { isSince, type MlflowVersion, versionsUnderTest } from './harness/mlflowVersions.ts';
import { createNodeFolder } from './harness/nodeFolder.ts';

const programs = fileURLToPath(new URL('programs', import.meta.url));
let service: Service;
let folder: string;

beforeAll(async () => {
  const deps = { assetsDir: '', version: '1', log: () => undefined };
  service = await startService(deps, { databaseFile: ':memory:', port: 0, workspaceFolders: [] });
  folder = await mkdtemp(join(tmpdir(), 'sidetrace-silent-'));
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

interface Way {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Of the notice; absent: there is none. */
  readonly says?: RegExp;
  readonly spans: number;
}

/** The program goes on as ever; a notice or a span comes of it, never both. */
async function tryOut(python: string, program: string, { args, env = {}, says, spans }: Way): Promise<void> {
  await service.engine.ask('deleteTraces', { traceIds: 'all' });
  const before = new Set(service.notices);
  const seen = join(folder, `seen-${Math.random()}`);
  const waiting = spans > 0 ? { WAIT_FOR_FILE: seen } : {};
  const all = { SIDETRACE_DEBUG: '1', ...waiting, ...env };
  const ending = runProgram(service.url, {
    python,
    args: [join(programs, program), ...args],
    folder,
    env: all,
  });
  const counts = async (): Promise<void> => {
    const { traces } = await service.engine.ask('listTraces', { limit: 10 });
    expect(traces.map(({ spanCount }) => spanCount)).toEqual(spans === 0 ? [] : [spans]);
  };
  // The program that is seen waits to be; it ends before only where it fails.
  if (spans > 0) await Promise.race([ending, vi.waitFor(counts, { timeout: 90_000 })]);
  await writeFile(seen, '');
  expect(await ending).toMatch(/^42$/m);
  await counts();
  const expected = says === undefined ? [] : [expect.stringMatching(says)];
  const told = (): void => {
    const notices = service.notices.filter((notice) => !before.has(notice));
    expect(notices.map(({ message }) => message)).toEqual(expected);
  };
  await vi.waitFor(told, { timeout: 30_000 });
}

const off = { OTEL_SDK_DISABLED: 'true' };
const waysOfOtel: Readonly<Record<string, Way>> = {
  'makes them': { args: ['normal'], spans: 1 },
  'sends them elsewhere': {
    args: ['normal'],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    spans: 1,
  },
  'asks for none': { args: ['configuredOnly'], env: { OTEL_TRACES_SAMPLER: 'always_off' }, spans: 0 },
  'has a sampler that keeps none': { args: ['parentOff'], says: /its sampler keeps no trace\.$/, spans: 0 },
  'is told to keep none': {
    args: ['normal'],
    env: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
    says: /keeps no trace \(OTEL_TRACES_SAMPLER\)\.$/,
    spans: 0,
  },
  'is switched off': { args: ['normal'], env: off, says: /OTEL_SDK_DISABLED switches tracing off/, spans: 0 },
};

describe('OpenTelemetry, a program that', () => {
  it.each(Object.entries(waysOfOtel))('%s', async (_, way) => {
    await tryOut(await ensureOpenTelemetryVenv(), 'silent_otel.py', way);
  });
});

const elsewhere = {
  args: ['trackingUri', 'http://127.0.0.1:9'],
  env: { MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' },
};
const files = { args: ['trackingUri', 'file:./mlruns'] };

type NamedWay = readonly [string, Way];

it('a Node program: its sampler keeps few; that is over when it makes spans', async () => {
  const node = await createNodeFolder('otel2');
  const code = `const { BasicTracerProvider, TraceIdRatioBasedSampler } = require('@opentelemetry/sdk-trace-base');
const sampler = process.argv[2] ? { sampler: new TraceIdRatioBasedSampler(0) } : {};
new BasicTracerProvider(sampler).getTracer('app').startSpan('asked').end();
`;
  await writeFile(node.file('few.cjs'), code);
  const notices = (): readonly string[] =>
    service.notices.map(({ message }) => message).filter((message) => message.startsWith('few.cjs'));
  const run = (...args: readonly string[]) =>
    runProgram(service.url, { python: process.execPath, args: [node.file('few.cjs'), ...args], folder });
  const silent = /^few\.cjs \(pid \d+\) makes no spans: its sampler keeps no trace\.$/;
  expect(await run('off')).toBe('');
  await vi.waitFor(() => expect(notices()).toEqual([expect.stringMatching(silent)]));
  expect(await run()).toBe('');
  await vi.waitFor(() => expect(notices()).toEqual([]));
  await node.remove();
});

/** What this version can fall silent of. */
function waysOf(version: MlflowVersion): readonly NamedWay[] {
  // What is the same in every version is tried with the newest alone, unless all are asked for.
  const isTried = isSince(version, [3, 17]) || Boolean(process.env[allVersionsVariable]);
  return [
    ...(isTried ? [ofItself] : []),
    ['asks while MLflow has it switched off for a moment', { args: ['disabledForAWhile'], spans: 0 }],
    ...(isSince(version, [3, 3]) ? [sampledOut] : []),
    // Before, spans went to the tracking server one by one, and had to be let begin by it.
    ...(isSince(version, [3, 2]) ? [] : [noServer]),
    ...(isSince(version, [3, 2]) && !version.isTracingOnly ? [ownServer] : []),
    ...(version.isTracingOnly ? [noExperiment] : []),
    ...(isTried && !version.isTracingOnly ? [filesOf(version)] : []),
  ];
}

const ofItself: NamedWay = [
  'has tracing switched off by itself',
  { args: ['disable'], says: /mlflow\.tracing\.disable\(\) switches tracing off/, spans: 0 },
];
const sampledOut: NamedWay = [
  'is told to keep none',
  {
    args: ['normal'],
    env: { MLFLOW_TRACE_SAMPLING_RATIO: '0' },
    says: /keeps no trace \(MLFLOW_TRACE_SAMPLING_RATIO\)\.$/,
    spans: 0,
  },
];
const noServer: NamedWay = [
  'has a tracking server that is not there',
  { ...elsewhere, says: /cannot begin a trace with the tracking URI http:\/\/127\.0\.0\.1:9/, spans: 0 },
];
const ownServer: NamedWay = [
  'has a tracking server of its own: what it makes is seen',
  { ...elsewhere, spans: 1 },
];
const noExperiment: NamedWay = [
  'has set no experiment',
  { args: ['normal'], says: /mlflow-tracing 3\.17\.2 begins none before an experiment is set/, spans: 0 },
];

function filesOf(version: MlflowVersion): NamedWay {
  const says = /keeps no traces in files any more, and its tracking URI is file:/;
  return [
    'keeps its traces in files',
    isSince(version, [3, 17]) ? { ...files, says, spans: 0 } : { ...files, spans: 1 },
  ];
}

describe.each(versionsUnderTest(['2.22.5', '3.17.2']))('MLflow $name, a program that', (version) => {
  it.each(waysOf(version))('%s', async (_, way) => {
    await tryOut(await version.python(), 'silent_mlflow.py', way);
  });
});
