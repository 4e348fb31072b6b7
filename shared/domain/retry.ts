import type { Timings } from './timings.ts';

/** First attempts after a failure that may heal by itself, in minutes. */
const QUICK = [1 / 6, 1 / 2, 1, 5, 15];

/** A time that never comes (the largest a due key can hold, epoch milliseconds): only a change makes the record due again. */
export const NEVER = 9_999_999_999_999;

/** True while the attempts at a failure that may heal still follow each other within minutes. */
export function isQuick(attempts: number): boolean {
  return attempts <= QUICK.length;
}

/** Wait after a failure that may heal: seconds first, then the long ladder. A wait named by the server goes before. */
export function retryDelay(attempts: number, timings: Timings, serverNamedMs: number | undefined): number {
  if (serverNamedMs !== undefined) return Math.max(serverNamedMs, 1);
  // A dry run counts no attempts.
  const minutes = QUICK[Math.max(attempts, 1) - 1];
  return minutes === undefined ? longDelay(attempts - QUICK.length, timings) : minutes * timings.lookAgain;
}

/**
 * 6 h, 12 h, 24 h, then daily up to day 28, then never: for what only a change in the source or a person heals.
 * Milliseconds.
 */
export function longDelay(attempts: number, timings: Timings): number {
  const { retryLadder, retryDays } = timings;
  let passed = 0;
  for (let step = 1; step < attempts && passed < retryDays; step += 1) passed += stepOf(retryLadder, step);
  return passed < retryDays ? stepOf(retryLadder, attempts) : NEVER;
}

function stepOf(ladder: readonly number[], step: number): number {
  return ladder[Math.max(step, 1) - 1] ?? ladder.at(-1) ?? NEVER;
}
