/** Time as the broker sees it: replaceable, so that tests decide when a lock ends. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls back once after `delayMs` milliseconds; the returned function cancels. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

// Node turns any longer delay into one millisecond.
const longestNodeTimer = 2 ** 31 - 1;

/** The machine's clock. Its timers never keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(callback, delayMs) {
    const due = Date.now() + delayMs;
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = due - Date.now();
      timer = left > longestNodeTimer ? setTimeout(wait, longestNodeTimer) : setTimeout(callback, Math.max(0, left));
      timer.unref();
    };
    wait();
    return () => clearTimeout(timer);
  },
};
