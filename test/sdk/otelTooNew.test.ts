import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Service, startService } from '../../server/service.ts';
import { runProgram } from './harness/commandLine.ts';
import { ensureOtelVenv, firstBrokenOtel, lastWholeOtel } from './harness/otelVenv.ts';

let service: Service;
const program = join(tmpdir(), `st-otel-${process.pid}.py`);

beforeAll(async () => {
  const deps = { assetsDir: '', version: '1', log: () => undefined };
  service = await startService(deps, { databaseFile: ':memory:', port: 0, workspaceFolders: [] });
  await writeFile(
    program,
    'import mlflow\n\n\n@mlflow.trace\ndef answer():\n    return 42\n\n\nprint(answer())\n',
  );
});
afterAll(() => service.close());

async function run(mlflow: string, otel: string) {
  const python = await ensureOtelVenv(mlflow, otel);
  await service.engine.ask('deleteTraces', { traceIds: 'all' });
  const output = await runProgram(service.url, { python, args: [program], folder: tmpdir() });
  expect(output).toMatch(/^42$/m);
  const { traces } = await service.engine.ask('listTraces', { limit: 10 });
  const notices = service.notices.filter(({ message }) => message.includes(`MLflow ${mlflow} `));
  return {
    traces: traces.map(({ status, spanCount, requestId, traceId }) => ({
      status,
      spanCount,
      announced: requestId === traceId,
    })),
    notices: notices.map(({ message }) => message.replace(/pid \d+/, 'pid N')),
  };
}

const name = program.split('/').at(-1);

it('says what MLflow 2 loses, and shows what the helper has seen of it', async () => {
  expect(await run('2.17.2', firstBrokenOtel)).toEqual({
    traces: [{ status: 'ok', spanCount: 1, announced: false }],
    notices: [`${name} (pid N): MLflow 2.17.2 cannot send traces with opentelemetry-sdk 1.45.0.`],
  });
});

it('says what MLflow 3.3 loses, of which it sends nothing at all, and shows what the helper has seen', async () => {
  expect(await run('3.3.2', firstBrokenOtel)).toEqual({
    traces: [{ status: 'ok', spanCount: 1, announced: false }],
    notices: [`${name} (pid N): MLflow 3.3.2 cannot send traces with opentelemetry-sdk 1.45.0.`],
  });
});

it('says nothing where the trace arrives', async () => {
  const { traces, notices } = await run('3.3.2', lastWholeOtel);
  expect(traces).toEqual([{ status: 'ok', spanCount: 1, announced: false }]);
  expect(notices.filter((text) => text.includes('1.44'))).toEqual([]);
});
