import type { Clock } from '../sync/ports.ts';

/** A wait of the clock cannot be cancelled, so a long one is cut into slices: at most this long remains after the answer. */
const SLICE_MS = 1000;

/** Aborts the controller at `deadline` (epoch milliseconds) unless the returned function is called before. */
export function abortAt(controller: AbortController, deadline: number, clock: Clock): () => void {
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      const left = deadline - clock.now();
      if (left <= 0) return controller.abort();
      await clock.sleep(Math.min(left, SLICE_MS));
    }
  };
  // A clock that fails must not leave the request without an end.
  watch().catch(() => controller.abort());
  return () => {
    isOver = true;
  };
}
