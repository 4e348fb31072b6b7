import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../sync/ports.ts';

/** Longest wait a timer of the platform can hold, milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms) => {
    for (let left = ms; left > 0; left -= LONGEST_TIMER) await pause(Math.min(left, LONGEST_TIMER));
  },
};
