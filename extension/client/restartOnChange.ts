import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { Settings } from '../settings.ts';
import type { ServerConnection } from './serverConnection.ts';

/** Restarts the server when what it was started with has changed: its ports, prices, history, hints, lenses, hovers, marks or symbols. Folders it is told by the client. */
export function restartOnChange(server: ServerConnection, settings: Settings): Disposable {
  const owned = new DisposableStore();
  let startedWith = startKey(settings);
  const check = (): void => {
    const now = startKey(settings);
    if (now === startedWith) return;
    startedWith = now;
    if (server.running) void server.restart();
  };
  owned.register(settings.onChange(check));
  return owned;
}

function startKey(settings: Settings): string {
  return JSON.stringify([
    settings.port(),
    settings.alsoListenOnOtlpPort(),
    settings.prices(),
    settings.history(),
    settings.threadHints(),
    settings.codeLens(),
    settings.hover(),
    settings.diagnostics(),
    settings.symbols(),
  ]);
}
