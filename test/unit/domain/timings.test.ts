import { TIMINGS, timingsAt } from '../../../shared/domain/timings.ts';

describe('timings', () => {
  it('at another speed are all divided by it, ladders too', () => {
    const fast = timingsAt(60);
    for (const [name, wait] of Object.entries(TIMINGS)) {
      const expected = typeof wait === 'number' ? Math.ceil(wait / 60) : wait.map((step) => Math.ceil(step / 60));
      expect([name, Reflect.get(fast, name)]).toEqual([name, expected]);
    }
  });

  it.each([7, 32, 64, 1.5])('at speed %d are whole milliseconds, since rows hold whole numbers', (speed) => {
    const waits = Object.values(timingsAt(speed)).flat();
    expect(waits.filter((wait) => !Number.isInteger(wait))).toEqual([]);
  });

  it('leave an aborted request time to commit before anybody takes its intent over', () => {
    expect(TIMINGS.intentMargin).toBeGreaterThanOrEqual(30_000);
    expect(TIMINGS.intentLife).toBeGreaterThan(TIMINGS.intentMargin + TIMINGS.waitInside / 2 - 1);
  });

  it('search for a lost create only after freeze, late commit and index lag are past', () => {
    expect(TIMINGS.createQuiet).toBeGreaterThanOrEqual(TIMINGS.readAgain + TIMINGS.indexLag);
  });
});
