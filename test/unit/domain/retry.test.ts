import { longDelay, retryDelay } from '../../../shared/domain/retry.ts';
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
    [40, 24 * HOUR],
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
    [12, 24 * HOUR],
  ])('of attempt %i is %i ms', (attempts, wait) => {
    expect(longDelay(attempts, TIMINGS)).toBe(wait);
  });
});
