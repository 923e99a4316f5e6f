import { basename } from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { TrackingAddress } from '../../protocol/messages/language.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import type { Settings } from '../settings.ts';
import { nextOffer, type Offer, offersOf, type Remembered, readRemembered, stillNamed } from './offers.ts';
import { onSourceChange } from './sourceChanges.ts';

export interface ExtraListeningOptions {
  readonly server: Pick<
    ServerConnection,
    'status' | 'onStatus' | 'running' | 'trackingAddresses' | 'listenAlso'
  >;
  readonly settings: Pick<Settings, 'alsoListenOn' | 'setAlsoListenOn' | 'onChange'>;
  readonly memory: vscode.Memento;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

const memoryKey = 'sidetrace.offers';

/** Offers to listen where the code sends its traces and nobody listens, and keeps listening there while the setting says so. */
export class ExtraListening implements Disposable {
  readonly #options: ExtraListeningOptions;
  readonly #owned = new DisposableStore();
  #offers: readonly Offer[] = [];
  #ports: string;
  #listening = false;
  #stale = false;
  #checking: Promise<void> | undefined;

  constructor(options: ExtraListeningOptions) {
    this.#options = options;
    const { server, settings } = options;
    this.#ports = settings.alsoListenOn().join();
    this.#owned.register(settings.onChange(() => this.#follow()));
    this.#owned.register(
      server.onStatus(({ state }) => {
        const began = state === 'listening' && !this.#listening;
        this.#listening = state === 'listening';
        if (began) void this.check();
      }),
    );
    this.#owned.register(onSourceChange(() => void this.check()));
    this.#owned.register(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.check()));
  }

  /** What could be listened on, as of the last look at the code. */
  get offers(): readonly Offer[] {
    return this.#offers;
  }

  /** Ports that are listened on because the user said so. */
  get ports(): readonly number[] {
    return this.#options.settings.alsoListenOn();
  }

  /** Looks at the code, and asks once about each address where nobody listens; once more for calls in between. */
  check(): Promise<void> {
    this.#stale = true;
    this.#checking ??= this.#checkWhileStale().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  /** Listens there from now on, if it is still free; else says so. */
  async accept({ port, address, files }: Offer): Promise<void> {
    const { server, settings } = this.#options;
    const { taken } = await server.listenAlso([...this.ports, port]);
    if (taken.includes(port)) {
      await server.listenAlso(this.ports);
      void vscode.window.showErrorMessage(
        vscode.l10n.t(
          'Another program has taken {0} in the meantime, so Sidetrace does not listen there. {1} sends its traces to that program.',
          address,
          nameOf(files),
        ),
      );
      return;
    }
    this.#offers = this.#offers.filter((offer) => offer.port !== port);
    await settings.setAlsoListenOn([...this.ports, port]);
    const text = vscode.l10n.t('Sidetrace listens on {0} as well. Run {1} again.', address, nameOf(files));
    vscode.window.setStatusBarMessage(`$(check) ${text}`, 8000);
  }

  async stop(port: number): Promise<void> {
    await this.#options.settings.setAlsoListenOn(this.ports.filter((one) => one !== port));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #checkWhileStale(): Promise<void> {
    const { server, log } = this.#options;
    while (this.#stale) {
      this.#stale = false;
      if (!vscode.workspace.isTrusted || server.status.state !== 'listening') return;
      try {
        await this.#look(await server.trackingAddresses());
      } catch (error) {
        log.warn(`Looking for tracking addresses: ${messageOf(error)}`);
      }
    }
  }

  async #look(addresses: readonly TrackingAddress[]): Promise<void> {
    this.#offers = offersOf(addresses);
    const remembered = stillNamed(this.#remembered(), addresses);
    const offer = nextOffer(this.#offers, remembered);
    const offered = offer ? [...remembered.offered, offer.port] : remembered.offered;
    await this.#options.memory.update(memoryKey, { ...remembered, offered });
    if (offer) void this.#ask(offer);
  }

  async #ask(offer: Offer): Promise<void> {
    const { t } = vscode.l10n;
    const listen = t('Listen There');
    const never = t('Not in This Workspace');
    const text = t('{0} sends its traces to {1}, where nothing listens.', nameOf(offer.files), offer.address);
    const choice = await vscode.window.showInformationMessage(text, listen, never);
    if (choice === listen) await this.accept(offer).catch((error: unknown) => this.#failed(error));
    if (choice === never) {
      const { offered, declined } = this.#remembered();
      await this.#options.memory.update(memoryKey, { offered, declined: [...declined, offer.port] });
    }
    // The code may name another one.
    await this.check();
  }

  #remembered(): Remembered {
    return readRemembered(this.#options.memory.get(memoryKey));
  }

  #failed(error: unknown): void {
    void vscode.window.showErrorMessage(vscode.l10n.t('Sidetrace: {0}', messageOf(error)));
  }

  #follow(): void {
    const { server } = this.#options;
    const now = this.ports.join();
    if (now === this.#ports) return;
    this.#ports = now;
    if (server.running) server.listenAlso(this.ports).catch((error: unknown) => this.#failed(error));
  }
}

/** `app.py`, or `app.py and 2 more files`. */
export function nameOf([first, ...more]: Offer['files']): string {
  const name = basename(first);
  if (more.length === 0) return name;
  return more.length === 1
    ? vscode.l10n.t('{0} and another file', name)
    : vscode.l10n.t('{0} and {1} more files', name, more.length);
}
