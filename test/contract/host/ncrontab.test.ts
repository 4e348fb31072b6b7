import { nextOccurrence, parseSchedule } from '../../../local/host/ncrontab.ts';

const next = (schedule: string, after: string): string =>
  nextOccurrence(parseSchedule(schedule), new Date(after)).toISOString();

describe('NCRONTAB schedules', () => {
  it.each([
    ['0 */5 * * * *', '2026-03-01T10:01:30Z', '2026-03-01T10:05:00.000Z'],
    ['0 */5 * * * *', '2026-03-01T10:05:00Z', '2026-03-01T10:10:00.000Z'],
    ['*/15 * * * * *', '2026-03-01T10:00:59.999Z', '2026-03-01T10:01:00.000Z'],
    ['30 0 2 * * *', '2026-12-31T03:00:00Z', '2027-01-01T02:00:30.000Z'],
    ['0 0 3 * * SUN', '2026-11-21T14:00:00Z', '2026-11-22T03:00:00.000Z'],
    ['0 0 9-17/4 * * 1-5', '2026-11-20T17:00:00Z', '2026-11-23T09:00:00.000Z'],
    ['0 0 0 29 FEB *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 10,40 * * * *', '2026-03-01T10:10:00Z', '2026-03-01T10:40:00.000Z'],
    ['0 50/5 * * * *', '2026-03-01T10:50:00Z', '2026-03-01T10:55:00.000Z'],
  ])('%s after %s is %s', (schedule, after, expected) => {
    expect(next(schedule, after)).toBe(expected);
  });

  it('wants day and day of week both to match, unlike classic cron', () => {
    expect(next('0 0 0 13 * FRI', '2026-11-21T00:00:00Z')).toBe('2027-08-13T00:00:00.000Z');
  });

  it.each([
    ['*/5 * * * *', 'six fields'],
    ['00:05:00', 'six fields'],
    ['60 * * * * *', '"60" is no second between 0 and 59'],
    ['0 */0 * * * *', 'no whole step above zero'],
    ['0 0 0 * * 7', '"7" is no day of week'],
    ['0 0 0 0 * *', '"0" is no day between 1 and 31'],
    ['0 30-10 * * * *', 'allows no minute'],
  ])('refuses %s', (schedule, message) => {
    expect(() => parseSchedule(schedule)).toThrow(message);
  });

  it('refuses a schedule that never occurs', () => {
    expect(() => next('0 0 0 30 2 *', '2026-01-01T00:00:00Z')).toThrow('never occurs');
  });
});
