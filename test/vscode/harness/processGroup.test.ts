import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, it } from 'vitest';
import { poll } from './poll.ts';
import { startGroup } from './processGroup.ts';

let directory: string;
let logFile: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'st-group-'));
  logFile = join(directory, 'log');
});
afterEach(() => rm(directory, { recursive: true }));

// A leader with a child of its own, both of which ignore a friendly request to end.
const stubborn = "trap '' TERM; sleep 600 & echo $!; wait; sleep 600";

async function childPid(): Promise<number> {
  const line = await poll(async () => /\d+\n/.exec(await readFile(logFile, 'utf8').catch(() => ''))?.[0], {
    what: 'the child of the group',
  });
  return Number(line);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const awaitEnd = (pid: number) =>
  poll(async () => (isAlive(pid) ? undefined : true), { what: `the end of process ${pid}` });

it('ends what its leader started, by force where needed', async () => {
  const group = startGroup({ command: 'sh', args: ['-c', stubborn], env: process.env, logFile });
  const pid = await childPid();
  await group.stop();
  await awaitEnd(pid);
});

it('does not outlive the process that started it', async () => {
  const module = JSON.stringify(join(import.meta.dirname, 'processGroup.ts'));
  const options = JSON.stringify({ command: 'sh', args: ['-c', stubborn], logFile });
  const source = `import { startGroup } from ${module}; startGroup({ ...${options}, env: process.env });`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: 'inherit' });
  const pid = await childPid();
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  await awaitEnd(pid);
});
