import { delimiter } from 'node:path';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import { applyEnvironment, offeredVariables, type Variables } from '../../protocol/environment.ts';
import type { Injection } from './injection.ts';

export interface ProcessEnvironmentOptions {
  readonly injection: Injection;
  /** The extension host's own; changed in place. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Gives our variables to the Python programs that other extensions start from the extension host: kernels, the test explorer's
 * pytest, debug adapters. These read `process.env` when they start one. It holds only what means nothing to anybody else
 * (`offeredVariables`): GitHub Copilot, for one, takes an OTLP endpoint there for a wish to send its own traces to it.
 */
export class ProcessEnvironment implements Disposable {
  readonly #options: ProcessEnvironmentOptions;
  readonly #owned = new DisposableStore();
  /** What we wrote, and what was there before. */
  #written: ReadonlyMap<string, { readonly ours: string; readonly before: string | undefined }> = new Map();

  constructor(options: ProcessEnvironmentOptions) {
    this.#options = options;
    this.#owned.register(options.injection.onChange(() => this.#update()));
    this.#owned.defer(() => this.#restore());
    this.#update();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** While the server starts anew the variables stay: it comes back on the same port. */
  #update(): void {
    const { injection } = this.#options;
    // It is one environment for all folders: where one of them wants none, none gets it this way.
    const wanted = injection.wantedByAll();
    if (wanted && injection.starting) return;
    this.#restore();
    if (wanted) this.#write();
  }

  #write(): void {
    const { env, injection } = this.#options;
    const existing: Variables = { ...env };
    const environment = injection.environment(existing);
    if (!environment) return;
    // Where VS Code itself was started by a program of ours, what that one got is to be replaced.
    const given = existing.SIDETRACE_URL ? environment : offeredVariables(environment);
    const applied = applyEnvironment(existing, given, delimiter);
    const changed = Object.entries(applied).filter(([name, value]) => value !== existing[name]);
    this.#written = new Map(
      changed.map(([name, ours = '']) => [name, { ours, before: existing[name] }] as const),
    );
    for (const [name, { ours }] of this.#written) env[name] = ours;
  }

  /** What somebody else has changed since is theirs. */
  #restore(): void {
    const { env } = this.#options;
    for (const [name, { ours, before }] of this.#written) {
      if (env[name] !== ours) continue;
      if (before === undefined) delete env[name];
      else env[name] = before;
    }
    this.#written = new Map();
  }
}
