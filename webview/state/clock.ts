import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Disposable } from '../../protocol/base/disposable.ts';

/** What the clock needs of a page. */
export interface ClockPage {
  readonly document: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;
  setInterval(tick: () => void, millis: number): number;
  clearInterval(id: number): void;
  matchMedia(query: string): { readonly matches: boolean };
}

export interface Clock extends Disposable {
  /** Milliseconds since the epoch; moves only while something runs and the page can be seen. */
  readonly now: ReadonlySignal<number>;
}

const tickMillis = 100;
const calmTickMillis = 1000;

/** One ticker for all running spans. */
export function createClock(page: ClockPage, somethingRuns: ReadonlySignal<boolean>): Clock {
  const now = signal(Date.now());
  const visible = signal(!page.document.hidden);
  const onVisibility = (): void => {
    visible.value = !page.document.hidden;
  };
  page.document.addEventListener('visibilitychange', onVisibility);
  const calm = page.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const stop = effect(() => {
    if (!somethingRuns.value || !visible.value) return undefined;
    now.value = Date.now();
    const id = page.setInterval(
      () => {
        now.value = Date.now();
      },
      calm ? calmTickMillis : tickMillis,
    );
    return () => page.clearInterval(id);
  });
  return {
    now,
    dispose() {
      stop();
      page.document.removeEventListener('visibilitychange', onVisibility);
    },
  };
}
