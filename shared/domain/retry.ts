import type { Timings } from './timings.ts';

/** When to try again after a failure that may heal: seconds first, then the long ladder, daily up to day 28. */
export function retryDelay(attempts: number, timings: Timings, serverNamedMs: number | undefined): number {
  if (serverNamedMs !== undefined) return Math.max(serverNamedMs, 1);
  const quick = [1 / 6, 1 / 2, 1, 5, 15].map((minutes) => minutes * timings.lookAgain);
  return quick[attempts - 1] ?? longDelay(attempts - quick.length, timings);
}

/** 6 h, 12 h, 24 h, then daily: for what only a change in the source or a person heals. */
export function longDelay(attempts: number, timings: Timings): number {
  const ladder = timings.retryLadder;
  return ladder[Math.max(attempts, 1) - 1] ?? ladder.at(-1) ?? timings.guardDay;
}
