import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../../protocol/base/json.ts';
import { endGroup, spawnGroup } from './processGroup.ts';

const programs = fileURLToPath(new URL('../programs/', import.meta.url));

/** Runs programs with one SDK against one server; one at a time, each in a process of its own. */
export interface ProgramRunner {
  /** What the program printed as its result. Rejects, with all that it printed, when it ended without one. */
  run(program: string): Promise<JsonObject>;
  stop(): Promise<void>;
}

/** How a Python with arguments is started: bare, or by `sidetrace run`. */
export interface PythonCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** The part of the runner's protocol that `harness/run_programs.py` prints. */
const resultMark = 'RESULT ';
const endMark = 'ENDED';

export function startRunner({ command, args, env }: PythonCommand): ProgramRunner {
  const script = fileURLToPath(new URL('./run_programs.py', import.meta.url));
  const child = spawnGroup(command, [...args, script], {
    cwd: programs,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const other: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => other.push(piece));
  const lines = linesOf(child);
  return {
    async run(program) {
      other.length = 0;
      child.stdin?.write(`${program}\n`);
      let result: JsonObject | undefined;
      for (;;) {
        const { value: line, done } = await lines.next();
        if (done === true || line === endMark) break;
        if (line.startsWith(resultMark)) result = JSON.parse(line.slice(resultMark.length)) as JsonObject;
        else other.push(`${line}\n`);
      }
      if (result === undefined) throw new Error(`${program} ended without a result:\n${other.join('')}`);
      return result;
    },
    stop: () => endGroup(child),
  };
}

function linesOf({ stdout }: ChildProcess): AsyncIterator<string> {
  if (stdout === null) throw new Error('no output');
  return createInterface({ input: stdout })[Symbol.asyncIterator]();
}
