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
  readonly sinceMs: number;
}

/** So many processes that are gone may still get their exit code; whoever started them hears of it a little later. */
const mostGone = 200;

/** Which runs have a process that is there, by live records, and how the others ended. */
export class LiveRuns {
  readonly #deps: LiveRunsDeps;
  /** Those that are there, and the last ones that are gone, by their process ids. */
  readonly #there = new Map<string, Member>();
  readonly #gone = new Map<string, Member>();

  constructor(deps: LiveRunsDeps) {
    this.#deps = deps;
  }

  joined(hello: Hello): void {
    if (this.#there.has(hello.process)) return;
    const run = runOfProcess(hello);
    const { pid, ppid } = hello;
    this.#gone.delete(hello.process);
    const member = { runId: run.id, pid, ppid: ppid ?? undefined, sinceMs: this.#deps.now() };
    this.#there.set(hello.process, member);
    this.#note({ kind: 'started', run });
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

  exited({ runId, pid, exitCode, sinceMs = 0 }: ProgramExit): void {
    const all = [...this.#gone.values(), ...this.#there.values()].toReversed();
    const isIt = (one: Member): boolean =>
      pid === undefined ? one.runId === runId : one.sinceMs >= sinceMs && [one.pid, one.ppid].includes(pid);
    const found = all.find(isIt);
    if (found !== undefined) this.#note({ kind: 'exited', runId: found.runId, exitCode });
  }

  #note(news: RunNews): void {
    const { engine } = this.#deps;
    engine.publish(engine.store.noteRun(news));
  }
}
