import type { Disposable } from '../../protocol/base/disposable.ts';
import type { Later } from './quietCheckpoint.ts';

/** After the start, and between two looks at what is to be tidied up; between two steps programs and views have their turn. */
const firstMs = 5_000;
const betweenMs = 60_000;
const stepMs = 40;

/** Calls `step` again soon while it returns true, and then from time to time. */
export function createTidying(
  step: () => boolean,
  timer: Later,
  onError: (error: unknown) => void,
): Disposable {
  let pending: Disposable;
  const after = (ms: number): void => {
    pending = timer.after(ms, () => after(attempt() ? stepMs : betweenMs));
  };
  const attempt = (): boolean => {
    try {
      return step();
    } catch (error) {
      onError(error);
      return false;
    }
  };
  after(firstMs);
  return { dispose: () => pending.dispose() };
}
