import type { ProgramExit } from '../../protocol/messages/language.ts';
import type { Hello } from '../decode/liveHello.ts';
import type { ProcessEnd } from '../decode/rawSpan.ts';
import { runOfProcess } from '../decode/run.ts';
import type { Engine } from '../engine.ts';
import type { RunNews } from '../store/runEnds.ts';

export interface LiveRunsDeps {
  readonly engine: Pick<Engine, 'store' | 'publish'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Member {
  readonly runId: string;
  readonly pid: number;
  readonly ppid: number | undefined;
  readonly startedMs: number;
}

interface HeardExit {
  readonly exit: ProgramExit;
  readonly atMs: number;
}

/** So many processes that are gone may still get their exit code; whoever started them hears of it a little later. */
const mostGone = 200;
/** Exits of commands that may yet turn out to be a program's: its last records can come after whoever started it has heard of its end. */
const mostExits = 20;

/** Which runs have a process that is there, by live records, and how the others ended. */
export class LiveRuns {
  readonly #deps: LiveRunsDeps;
  /** Those that are there, and the last ones that are gone, by their process ids. */
  readonly #there = new Map<string, Member>();
  readonly #gone = new Map<string, Member>();
  #exits: readonly HeardExit[] = [];

  constructor(deps: LiveRunsDeps) {
    this.#deps = deps;
  }

  joined(hello: Hello): void {
    if (this.#there.has(hello.process)) return;
    const run = runOfProcess(hello);
    const { pid, ppid, started } = hello;
    this.#gone.delete(hello.process);
    const member = {
      runId: run.id,
      pid,
      ppid: ppid ?? undefined,
      startedMs: started ?? this.#deps.now(),
    };
    this.#there.set(hello.process, member);
    this.#note({ kind: 'started', run });
    const heard = this.#exits.find((one) => isOf(one, member));
    if (heard === undefined) return;
    this.#exits = this.#exits.filter((one) => one !== heard);
    this.#note({ kind: 'exited', runId: run.id, exitCode: heard.exit.exitCode });
  }

  /** A run ends as the last of its processes does. */
  left(processId: string, how: ProcessEnd): void {
    const member = this.#there.get(processId);
    if (member === undefined) return;
    this.#there.delete(processId);
    this.#gone.set(processId, member);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > mostGone && oldest !== undefined) this.#gone.delete(oldest);
    const { runId } = member;
    if ([...this.#there.values()].some((other) => other.runId === runId)) return;
    this.#note({ kind: 'ended', runId, how });
  }

  exited(exit: ProgramExit): void {
    const heard: HeardExit = { exit, atMs: this.#deps.now() };
    const all = [...this.#gone.values(), ...this.#there.values()].toReversed();
    const found = all.find((one) => isOf(heard, one));
    if (found === undefined) this.#exits = [...this.#exits, heard].slice(-mostExits);
    else this.#note({ kind: 'exited', runId: found.runId, exitCode: exit.exitCode });
  }

  #note(news: RunNews): void {
    const { engine } = this.#deps;
    engine.publish(engine.store.noteRun(news));
  }
}

/** By the run, or as a process of its own or of the shell's that began while the command ran. */
function isOf({ exit, atMs }: HeardExit, { runId, pid, ppid, startedMs }: Member): boolean {
  if (exit.pid === undefined) return exit.runId === runId;
  return [pid, ppid].includes(exit.pid) && startedMs >= (exit.sinceMs ?? 0) && startedMs <= atMs;
}
