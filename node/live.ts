/** Read when the first OpenTelemetry SDK is loaded: puts together what tells of its spans. */
import { url as inspectorUrl } from 'node:inspector';
import { performance } from 'node:perf_hooks';
import { isMainThread, threadId } from 'node:worker_threads';
import { Places } from './tell/places.ts';
import { addressOf, makeHello } from './tell/process.ts';
import { SourceLines } from './tell/sourceLines.ts';
import { startSender } from './tell/startSender.ts';
import { Tap } from './tell/tap.ts';
import { Teller } from './tell/teller.ts';

/** An inspector listens. */
function isDebugged(): boolean {
  try {
    return inspectorUrl() !== undefined;
  } catch {
    return false;
  }
}

/** `directory`: where this bundle's neighbours are. */
export function startLive(
  directory: string,
  nativePrepare: unknown,
): { tapProvider(provider: object): void; disabled(): void } {
  const address = addressOf(process.env.SIDETRACE_URL ?? '');
  if (address === undefined) return { tapProvider: () => undefined, disabled: () => undefined };
  const own = { ...address, hello: makeHello(), startedMs: performance.timeOrigin };
  const teller = new Teller({
    startSender: (shared, onGone) => startSender(directory, { ...own, shared }, onGone),
    thread: { id: threadId, name: isMainThread ? 'main' : `worker ${threadId}` },
    // Kept, for tests put a clock that stands still in its place.
    now: performance.now.bind(performance),
  });
  // A debugger looks at each new thread before that may begin: the program may have ended by then.
  if (isDebugged()) teller.expected();
  process.on('exit', () => teller.flush());
  const tap = new Tap(teller, new Places(new SourceLines(nativePrepare)));
  return {
    tapProvider: (provider) => tap.tapProvider(provider),
    disabled: () => teller.disabled(),
  };
}
