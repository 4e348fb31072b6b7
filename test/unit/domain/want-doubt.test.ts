import type { SourceState } from '../../../shared/domain/record.ts';
import { doubted, fromReading } from '../../../shared/domain/want.ts';
import { at, MINUTE, NOW, wantOf } from './sample-record.ts';

const missing = { kind: 'missing' } as const;
const shown = { kind: 'user', enabled: true, digest: 'd1', managerMoved: false } as const;

describe('absence', () => {
  const first = fromReading(wantOf(), missing, at(NOW));

  it('seen once is remembered and takes nothing away', () => {
    expect(first).toMatchObject({ source: 'present', absentSince: NOW, departure: null });
  });

  it('seen once is looked at again, also when a departure stands that nobody works on', () => {
    const departure = { number: 1, since: NOW, why: 'disabled', action: 'disable' } as const;
    const left = wantOf({ source: 'disabled', departure, departures: 1 });
    const once = fromReading(left, missing, at(NOW));
    expect(once.doubtUntil).toBe(NOW + 5 * MINUTE);
    expect(fromReading(once, missing, at(NOW + 5 * MINUTE)).departure).toMatchObject({ number: 2, why: 'absent' });
  });

  it('seen again too early still takes nothing away', () => {
    const again = fromReading(first, missing, at(NOW + 5 * MINUTE - 1));
    expect(again).toMatchObject({ source: 'present', absentSince: NOW, departure: null });
  });

  it('seen twice five minutes apart is a departure', () => {
    const now = NOW + 5 * MINUTE;
    expect(fromReading(first, missing, at(now))).toMatchObject({
      source: 'absent',
      absentSince: null,
      departure: { number: 1, since: now, why: 'absent' },
    });
  });

  it('starts anew after a reading in between', () => {
    const found = fromReading(first, shown, at(NOW + MINUTE));
    expect(found.absentSince).toBeNull();
    expect(fromReading(found, missing, at(NOW + 6 * MINUTE))).toMatchObject({ departure: null, source: 'present' });
  });

  it.each<SourceState>(['softDeleted', 'absent'])('says nothing new of somebody %s', (source) => {
    expect(fromReading(wantOf({ source }), missing, at(NOW))).toMatchObject({ source, absentSince: null, version: 1 });
  });

  it('of somebody disabled is confirmed twice too', () => {
    const once = fromReading(wantOf({ source: 'disabled' }), missing, at(NOW));
    expect(once).toMatchObject({ source: 'disabled', absentSince: NOW });
    expect(fromReading(once, missing, at(NOW + 5 * MINUTE)).source).toBe('absent');
  });
});

describe('a doubt', () => {
  it('begins when a reading turns the source state round', () => {
    const back = fromReading(wantOf({ source: 'disabled' }), shown, at(NOW));
    expect(back).toMatchObject({ source: 'present', doubtUntil: NOW + 5 * MINUTE });
    const gone = fromReading(wantOf(), { ...shown, enabled: false }, at(NOW));
    expect(gone).toMatchObject({ source: 'disabled', doubtUntil: NOW + 5 * MINUTE });
  });

  it('begins when a reading shows other properties than the feed did, unless the projection is new', () => {
    const other = { ...shown, digest: 'd0' };
    const known = wantOf();
    expect(fromReading(known, other, at(NOW))).toMatchObject({ version: 2, doubtUntil: NOW + 5 * MINUTE });
    expect(fromReading(known, shown, at(NOW)).doubtUntil).toBeNull();
    expect(fromReading(known, other, at(NOW, { configuration: 'new' })).doubtUntil).toBeNull();
  });

  it('lasts while readings agree for less than the time', () => {
    const doubting = wantOf({ doubtUntil: NOW + 5 * MINUTE });
    expect(fromReading(doubting, shown, at(NOW + 5 * MINUTE - 1)).doubtUntil).toBe(NOW + 5 * MINUTE);
  });

  it('ends when readings agreed for the whole time', () => {
    const doubting = wantOf({ doubtUntil: NOW + 5 * MINUTE });
    expect(fromReading(doubting, shown, at(NOW + 5 * MINUTE)).doubtUntil).toBeNull();
  });

  it('begins anew when the next reading turns it round again', () => {
    const doubting = wantOf({ doubtUntil: NOW + MINUTE });
    const turned = fromReading(doubting, { ...shown, enabled: false }, at(NOW + MINUTE));
    expect(turned.doubtUntil).toBe(NOW + 6 * MINUTE);
  });

  it('is never cast on a purge', () => {
    expect(doubted(wantOf({ source: 'purged' }), at(NOW)).doubtUntil).toBeNull();
    expect(doubted(wantOf(), at(NOW)).doubtUntil).toBe(NOW + 5 * MINUTE);
  });
});
