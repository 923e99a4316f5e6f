import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allVersionsVariable } from '../../scripts/testing/plan.ts';
import {
  cleanEnvironment,
  commandLine,
  type ReceiverProcess,
  startReceiver,
} from '../sdk/harness/commandLine.ts';
import { versionsUnderTest } from '../sdk/harness/mlflowVersions.ts';
import { allowedDifferences } from './allowedDifferences.ts';
import { type AllowedDifference, allowing } from './compare/allowed.ts';
import { differences } from './compare/compare.ts';
import { normalise } from './compare/normalise.ts';
import { type MlflowServer, noTelemetry, startMlflowServer } from './harness/mlflowServer.ts';
import { type ProgramRunner, startRunner } from './harness/programRunner.ts';

const folder = fileURLToPath(new URL('./programs/', import.meta.url));
/** Those that end with a result; the others are what they import. */
const programs = readdirSync(folder)
  .filter((file) => file.endsWith('.py') && /^finish\(\)$/m.test(readFileSync(folder + file, 'utf8')))
  .map((file) => basename(file, '.py'))
  .toSorted();

/** The real server answers 500 here and there, which its SDK repeats for four minutes. */
const impatience = {
  MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
  MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0',
  MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0',
};

const seen = new Set<AllowedDifference>();

describe.each(versionsUnderTest(['2.22.5', '3.17.2']))('MLflow $name', (version) => {
  let receiver: ReceiverProcess;
  let server: MlflowServer;
  let withOurs: ProgramRunner;
  let withTheirs: ProgramRunner;

  beforeAll(async () => {
    const python = await version.python();
    [receiver, server] = await Promise.all([startReceiver(), startMlflowServer(version)]);
    const env = { ...cleanEnvironment(), ...noTelemetry };
    const args = [commandLine(), 'run', '--url', receiver.url, '--', python];
    withOurs = startRunner({ command: process.execPath, args, env });
    withTheirs = startRunner({
      command: python,
      args: [],
      env: { ...env, MLFLOW_TRACKING_URI: server.url, ...impatience },
    });
  });
  afterAll(() => Promise.all([withOurs?.stop(), withTheirs?.stop(), receiver?.stop(), server?.stop()]));

  it.each(programs)('%s sees what it sees with the real server', async (program) => {
    // Both end in any case: a runner that is still at this program would give its result to the next test.
    const runs = [withOurs.run(program), withTheirs.run(program)] as const;
    await Promise.allSettled(runs);
    const [ours, theirs] = await Promise.all(runs);
    const found = differences(
      normalise(ours, { serverUrl: receiver.url }),
      normalise(theirs, { serverUrl: server.url }),
    );
    const unexpected = found.filter((difference) => {
      const row = allowing(allowedDifferences, difference, { program, version });
      if (row !== undefined) seen.add(row);
      return row === undefined;
    });
    expect(unexpected).toEqual([]);
  });
});

// The list stays honest: what no version shows any more is no difference.
if (process.env[allVersionsVariable]) {
  it('every allowed difference is still one', () => {
    expect(allowedDifferences.filter((row) => !seen.has(row))).toEqual([]);
  });
}
