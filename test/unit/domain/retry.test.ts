import { isQuick, longDelay, NEVER, retryDelay } from '../../../shared/domain/retry.ts';
import { TIMINGS } from '../../../shared/domain/timings.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('the wait after a failure that may heal', () => {
  it.each([
    [1, 10 * SECOND],
    [2, 30 * SECOND],
    [3, MINUTE],
    [4, 5 * MINUTE],
    [5, 15 * MINUTE],
    [6, 6 * HOUR],
    [7, 12 * HOUR],
    [8, 24 * HOUR],
    [9, 24 * HOUR],
    [35, 24 * HOUR],
    [36, NEVER],
    [400, NEVER],
  ])('of attempt %i is %i ms', (attempts, wait) => {
    expect(retryDelay(attempts, TIMINGS, undefined)).toBe(wait);
  });

  it('is what the server names, and never nothing', () => {
    expect(retryDelay(1, TIMINGS, 90 * MINUTE)).toBe(90 * MINUTE);
    expect(retryDelay(1, TIMINGS, 0)).toBe(1);
  });
});

describe('the wait for a person or a change', () => {
  it.each([
    [0, 6 * HOUR],
    [1, 6 * HOUR],
    [2, 12 * HOUR],
    [3, 24 * HOUR],
    [30, 24 * HOUR],
    [31, NEVER],
    [400, NEVER],
  ])('of attempt %i is %i ms', (attempts, wait) => {
    expect(longDelay(attempts, TIMINGS)).toBe(wait);
  });
});

describe('the attempts within minutes', () => {
  it('are those whose waits are minutes', () => {
    const quick = [1, 2, 3, 4, 5, 6, 7].filter(isQuick);
    expect(quick).toEqual([1, 2, 3, 4, 5, 6, 7].filter((attempts) => retryDelay(attempts, TIMINGS, undefined) < HOUR));
  });

  it('and the long ones add up to 28 days before the record is left alone', () => {
    let passed = 0;
    for (let attempts = 1; longDelay(attempts, TIMINGS) !== NEVER; attempts += 1)
      passed += longDelay(attempts, TIMINGS);
    expect(passed / (24 * HOUR)).toBeGreaterThanOrEqual(28);
    expect(passed / (24 * HOUR)).toBeLessThan(29.5);
  });
});
