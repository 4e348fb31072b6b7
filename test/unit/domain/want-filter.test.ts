import { isInScope, type Want } from '../../../shared/domain/record.ts';
import { fromItem, fromReading, type Look, newWant, unentitle } from '../../../shared/domain/want.ts';
import { at, MINUTE, NOW, wantOf } from './sample-record.ts';

type Shown = Look & { kind: 'user' };

const shown = (filter: Shown['filter'], digest = 'd2'): Shown => ({
  kind: 'user',
  enabled: true,
  digest,
  managerMoved: false,
  filter,
});
const passing = (more: Partial<Want> = {}): Want => wantOf({ filter: 'pass', ...more });
const out = (): Want =>
  wantOf({ filter: 'fail', departure: { number: 1, since: NOW, why: 'filtered', action: 'disable' }, departures: 1 });

describe('somebody the scoping filter no longer lets through', () => {
  it('departs by an item, with the version left alone', () => {
    const after = fromItem(passing(), shown('fail'), at(NOW));

    expect(after).toMatchObject({ filter: 'fail', version: 1, departure: { number: 1, since: NOW, why: 'filtered' } });
    expect(after !== 'needs-reading' && isInScope(after)).toBe(false);
  });

  it('departs by a reading, which is looked at again', () => {
    expect(fromReading(passing(), shown('fail'), at(NOW))).toMatchObject({
      filter: 'fail',
      departure: { number: 1, why: 'filtered' },
      doubtUntil: NOW + 5 * MINUTE,
    });
  });

  it('stays with its departure who is unassigned too', () => {
    const both = unentitle(out(), 'app', at(NOW + MINUTE));

    expect(both).toMatchObject({ entitledBy: [], departure: { number: 1, since: NOW, why: 'filtered' } });
    expect(fromReading(both, shown('fail', 'd1'), at(NOW + MINUTE)).departure).toEqual(both.departure);
  });

  it('does not depart who was not in scope before', () => {
    const neverEnabled = wantOf({ source: 'disabled', filter: 'pass' });

    expect(fromReading(neverEnabled, shown('fail'), at(NOW))).toMatchObject({ filter: 'fail', departure: null });
  });

  it('does not depart when nobody was ever in scope', () => {
    const fresh = newWant(['everyone'], at(NOW));
    const after = fromReading(fresh, shown('fail'), at(NOW));

    expect(after).toMatchObject({ filter: 'fail', departure: null, version: 0 });
    expect(isInScope(after)).toBe(false);
  });

  it('keeps the reason of a departure that says more', () => {
    const unassigned = wantOf({
      entitledBy: [],
      departure: { number: 1, since: NOW, why: 'unassigned', action: 'disable' },
      departures: 1,
    });

    expect(fromItem(unassigned, shown('fail'), at(NOW))).toMatchObject({ departure: { number: 1, why: 'unassigned' } });
    expect(fromReading(unassigned, shown('fail'), at(NOW))).toMatchObject({
      departure: { number: 1, why: 'unassigned' },
    });
  });

  it('has a departure of its own for a reason before and after', () => {
    const disabled = wantOf({
      source: 'disabled',
      departure: { number: 1, since: NOW, why: 'disabled', action: 'disable' },
      departures: 1,
    });

    expect(fromReading(disabled, shown('fail'), at(NOW)).departure).toMatchObject({ number: 2, why: 'filtered' });
    expect(fromItem(out(), { ...shown('fail'), enabled: false }, at(NOW))).toMatchObject({
      departure: { number: 2, why: 'disabled' },
    });
  });
});

describe('somebody the filter lets through again', () => {
  it('comes back by a reading only', () => {
    expect(fromItem(out(), shown('pass'), at(NOW))).toBe('needs-reading');
    const back = fromReading(out(), shown('pass'), at(NOW));

    expect(back).toMatchObject({ filter: 'pass', departure: null });
    expect(back.version).toBeGreaterThan(1);
  });

  it('stays out while unassigned', () => {
    const left = { ...out(), entitledBy: [] };

    expect(fromReading(left, shown('pass'), at(NOW)).departure).toMatchObject({ number: 2, why: 'unassigned' });
  });

  it('gets a first version who was kept out from the beginning', () => {
    const kept = { ...newWant(['app'], at(NOW)), source: 'present', filter: 'fail', sourceDigest: 'd1' } as const;

    expect(fromReading(kept, shown('pass', 'd1'), at(NOW))).toMatchObject({ filter: 'pass', version: 1 });
    expect(fromReading({ ...kept, filter: 'pass' }, shown('pass', 'd1'), at(NOW)).version).toBe(1);
  });
});

describe('an item that lacks what the filter reads', () => {
  it('keeps the verdict while nothing moved and asks for a reading otherwise', () => {
    expect(fromItem(passing(), shown('unknown', 'd1'), at(NOW))).toMatchObject({ filter: 'pass', departure: null });
    expect(fromItem(passing(), shown('unknown'), at(NOW))).toBe('needs-reading');
    expect(fromItem(out(), shown('unknown', 'd1'), at(NOW))).toMatchObject({ filter: 'fail' });
  });
});
