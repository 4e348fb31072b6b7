import { type Course, patienceOf, whyGiveUp } from '../../../../local/rig/patience.ts';

const START = 1_800_000_000_000;
const MINUTE = 60_000;
const course = (change: Partial<Course> = {}): Course => ({
  began: START,
  lastProgress: 0,
  records: 0,
  failing: new Map(),
  ...change,
});

describe('patience', () => {
  it('covers the longest waits of the protocol at the speed of the run', () => {
    expect(patienceOf({ speed: 1, patience: undefined }).stillMs).toBe(22 * MINUTE);
    expect(patienceOf({ speed: 60, patience: undefined }).stillMs).toBe(140_000);
    expect(patienceOf({ speed: 1, patience: 5 })).toEqual({ stillMs: 5000, failingMs: 5000 });
  });

  it('ends when nobody is settled any more, counted from the last one', () => {
    const patience = patienceOf({ speed: 60, patience: 100 });
    expect(whyGiveUp(patience, course(), START + 99_000)).toBeUndefined();
    expect(whyGiveUp(patience, course(), START + 101_000)).toBe('Not quiet, and nobody was settled for 100 s');
    expect(whyGiveUp(patience, course({ lastProgress: START + 50_000 }), START + 101_000)).toBeUndefined();
  });

  it('ends after a minute without progress while an end fails its check', () => {
    const patience = patienceOf({ speed: 1, patience: undefined });
    const failing = course({ failing: new Map([['queue', 'gone']]) });
    expect(whyGiveUp(patience, failing, START + 59_000)).toBeUndefined();
    expect(whyGiveUp(patience, failing, START + 61_000)).toBe('An end failed its check for 60 s');
  });

  it('ends in the end though somebody new is settled again and again, later the more people there are', () => {
    const patience = patienceOf({ speed: 1, patience: 100 });
    const busy = (records: number, after: number) => course({ records, lastProgress: START + after - 1000 });
    expect(whyGiveUp(patience, busy(0, 201_000), START + 201_000)).toBe('Not quiet after 200 s');
    expect(whyGiveUp(patience, busy(3000, 201_000), START + 201_000)).toBeUndefined();
  });
});
