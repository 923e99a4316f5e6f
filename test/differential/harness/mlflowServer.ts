import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanEnvironment } from '../../sdk/harness/commandLine.ts';
import { type MlflowVersion, mlflowVersions } from '../../sdk/harness/mlflowVersions.ts';
import { endGroup, spawnGroup } from './processGroup.ts';

export interface MlflowServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Quiet, and no more processes than needed: what these switch off answers no request of an SDK. */
const environment = {
  MLFLOW_DISABLE_TELEMETRY: 'true',
  DO_NOT_TRACK: 'true',
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
};

/** The time of the first start: every migration of the database runs, and the machine may be busy. */
const patienceMs = 120_000;

/** The real tracking server of this version, with a new database and artifact store in a folder that goes with it. */
export async function startMlflowServer(version: MlflowVersion): Promise<MlflowServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mlflow-server-'));
  const port = await freePort();
  const log = join(folder, 'server.log');
  const output = openSync(log, 'w');
  const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', `${port}`, '--workers', '1'];
  const stores = ['--backend-store-uri', `sqlite:///${folder}/mlflow.db`];
  const artifacts = ['--artifacts-destination', join(folder, 'artifacts')];
  const child = spawnGroup(await serverPython(version), [...args, ...stores, ...artifacts], {
    cwd: folder,
    env: { ...cleanEnvironment(), ...environment },
    stdio: ['ignore', output, output],
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await endGroup(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilHealthy(url, () => child.exitCode !== null);
  } catch (error) {
    const text = await readFile(log, 'utf8');
    await stop();
    throw new Error(`mlflow server ${version.name} did not start:\n${text}`, { cause: error });
  }
  return { url, stop };
}

/** The package mlflow-tracing has no server: it is the newest MLflow's tracing alone. */
function serverPython(version: MlflowVersion): Promise<string> {
  const same = mlflowVersions.find(
    ({ number, isTracingOnly }) => !isTracingOnly && number.join() === version.number.join(),
  );
  return (same ?? version).python();
}

async function untilHealthy(url: string, hasEnded: () => boolean): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isHealthy(url))) {
    if (hasEnded()) throw new Error('it ended');
    if (Date.now() > end) throw new Error(`no answer within ${patienceMs} ms`);
    await delay(100);
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
