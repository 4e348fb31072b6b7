import { parseRetryAfter, serverTime } from '../../../shared/http/retry-after.ts';

const NOW = Date.UTC(2026, 9, 21, 7, 28);

describe('the wait that a server names', () => {
  it.each<[string | undefined, number | undefined]>([
    ['10', 10_000],
    [' 0 ', 0],
    ['2.128', 2128],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
    ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
    ['999999999', 86_400_000],
    ['-5', undefined],
    ['soon', undefined],
    ['2026', 2_026_000],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j milliseconds', (header, wait) => {
    expect(parseRetryAfter(header, NOW)).toBe(wait);
  });

  it('is measured against the server, or our own time when it tells none', () => {
    expect(serverTime('Wed, 21 Oct 2026 07:28:00 GMT', 5)).toBe(NOW);
    expect(serverTime(undefined, 5)).toBe(5);
    expect(serverTime('nonsense', 5)).toBe(5);
  });
});
