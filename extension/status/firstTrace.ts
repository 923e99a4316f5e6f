import type { Disposable } from '../../protocol/base/disposable.ts';
import { DisposableStore } from '../../protocol/base/disposable.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import type { PanelRegistry } from '../panel/panelRegistry.ts';
import type { Settings } from '../settings.ts';

export interface FirstTraceOptions {
  readonly server: ServerConnection;
  readonly panels: PanelRegistry;
  readonly settings: Settings;
}

/** Opens the panel by itself when a program sends a trace for the first time in this window, and only then. */
export class FirstTrace implements Disposable {
  readonly #owned = new DisposableStore();

  constructor({ server, panels, settings }: FirstTraceOptions) {
    this.#owned.register(
      server.onDelta(({ changed }) => {
        if (changed.length === 0) return;
        this.#owned.dispose();
        if (settings.showOnFirstTrace() && !panels.open) panels.show({ preserveFocus: true });
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
