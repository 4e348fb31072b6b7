import { DEFAULT_LEAVER_ACTIONS } from '../../../shared/domain/guard.ts';
import {
  type DepartureWhy,
  type LeaverAction,
  NOTHING_HAD,
  type SourceState,
  type Want,
} from '../../../shared/domain/record.ts';
import {
  entitle,
  fromItem,
  fromReading,
  type Look,
  newWant,
  touch,
  unentitle,
  wantMoved,
} from '../../../shared/domain/want.ts';
import { at, MINUTE, NOW, wantOf } from './sample-record.ts';

const shown = (digest = 'd1', enabled = true): Look & { kind: 'user' } => ({
  kind: 'user',
  enabled,
  digest,
  managerMoved: false,
  filter: 'pass',
});
const removed = (reason: 'changed' | 'deleted'): Look => ({ kind: 'removed', reason });
const missing = { kind: 'missing' } as const;

/** The want half after an item that needs no reading. */
function afterItem(want: Want, look: Look, now = NOW): Want {
  const after = fromItem(want, look, at(now));
  if (after === 'needs-reading') throw new Error('the item asked for a reading');
  return after;
}

const left = (why: DepartureWhy, source: SourceState, number = 1): Want =>
  wantOf({ source, departure: { number, since: NOW, why, action: DEFAULT_LEAVER_ACTIONS[why] }, departures: number });

describe('a delta item', () => {
  it.each<[string, Look, SourceState, DepartureWhy]>([
    ['disabled', shown('d2', false), 'disabled', 'disabled'],
    ['moved to the bin', removed('changed'), 'softDeleted', 'softDeleted'],
    ['deleted for good', removed('deleted'), 'purged', 'purged'],
  ])('of somebody %s opens a departure', (_what, look, source, why) => {
    expect(afterItem(wantOf(), look)).toMatchObject({
      source,
      departures: 1,
      departure: { number: 1, since: NOW, why },
      epoch: 7,
      configuration: 'hash',
    });
  });

  it.each<[string, Look]>([
    ['disabled', shown('d2', false)],
    ['in the bin', removed('changed')],
    ['purged', removed('deleted')],
  ])('of somebody never in scope who is %s opens none', (_what, look) => {
    expect(afterItem(wantOf({ entitledBy: [] }), look).departure).toBeNull();
  });

  it('grows the version when the projection or the manager moved, not otherwise', () => {
    expect(afterItem(wantOf(), shown('d1')).version).toBe(1);
    expect(afterItem(wantOf(), shown('d2'))).toMatchObject({ version: 2, sourceDigest: 'd2' });
    expect(afterItem(wantOf(), { ...shown('d1'), managerMoved: true }).version).toBe(2);
  });

  it('notes the new projection of somebody out of scope without work to do', () => {
    expect(afterItem(wantOf({ entitledBy: [] }), shown('d2'))).toMatchObject({ version: 1, sourceDigest: 'd2' });
  });

  it.each<SourceState>(['disabled', 'softDeleted', 'absent'])('never brings back somebody %s by itself', (source) => {
    expect(fromItem(left('disabled', source), shown(), at(NOW))).toBe('needs-reading');
  });

  it('that does not tell whether the account is enabled asks for a reading', () => {
    expect(fromItem(wantOf(), missing, at(NOW))).toBe('needs-reading');
  });

  it('repeated changes nothing', () => {
    const gone = afterItem(wantOf(), removed('changed'));
    expect(wantMoved(gone, afterItem(gone, removed('changed'), NOW + MINUTE))).toBe(false);
  });
});

describe('purged', () => {
  it('is final for items and readings alike', () => {
    const purged = afterItem(wantOf(), removed('deleted'));
    for (const look of [shown('d9'), removed('changed'), shown('d9', false), missing])
      expect(wantMoved(purged, afterItem(purged, look))).toBe(false);
    expect(wantMoved(purged, fromReading(purged, shown('d9'), at(NOW)))).toBe(false);
  });

  it('after the bin is a departure of its own, since it deletes', () => {
    const bin = { ...afterItem(wantOf(), removed('changed')), release: { departure: 1, until: NOW + MINUTE } };
    const purged = afterItem(bin, removed('deleted'));
    expect(purged).toMatchObject({ source: 'purged', departures: 2, departure: { number: 2, why: 'purged' } });
    expect(purged.release?.departure).toBe(1);
  });

  it('counts once when the notice comes twice', () => {
    const once = afterItem(wantOf(), removed('deleted'));
    expect(afterItem(once, removed('deleted')).departures).toBe(1);
  });

  it('ends a doubt, for nothing can contradict it', () => {
    const doubted = { ...left('purged', 'purged'), doubtUntil: NOW };
    expect(fromReading(doubted, shown(), at(NOW)).doubtUntil).toBeNull();
  });
});

describe('a return', () => {
  it.each<SourceState>(['disabled', 'softDeleted', 'absent'])(
    'of somebody %s by reading ends the departure',
    (source) => {
      const gone = { ...left('disabled', source, 3), release: { departure: 3, until: NOW } };
      const back = fromReading(gone, shown(), at(NOW));
      expect(back).toMatchObject({ source: 'present', departure: null, release: null, departures: 3 });
      expect(back.version).toBeGreaterThan(gone.version);
    },
  );

  it('gives the next departure a number never used before', () => {
    const back = fromReading(left('disabled', 'disabled', 3), shown(), at(NOW));
    expect(afterItem(back, shown('d1', false)).departure?.number).toBe(4);
  });

  it('of somebody no longer entitled leaves an entitlement departure in its place', () => {
    const gone = { ...left('softDeleted', 'softDeleted'), entitledBy: [] };
    expect(fromReading(gone, shown(), at(NOW))).toMatchObject({
      source: 'present',
      departure: { number: 2, since: NOW, why: 'unassigned' },
    });
  });
});

describe('entitlement', () => {
  it('lost is a departure only when the last one goes', () => {
    const both = wantOf({ entitledBy: ['app', 'g1'] });
    const one = unentitle(both, 'g1', at(NOW));
    expect(one).toMatchObject({ entitledBy: ['app'], departure: null });
    expect(unentitle(one, 'app', at(NOW)).departure).toEqual({
      number: 1,
      since: NOW,
      why: 'unassigned',
      action: 'disable',
    });
  });

  it('lost by somebody already leaving keeps the stronger reason', () => {
    expect(unentitle(left('disabled', 'disabled'), 'app', at(NOW)).departure?.why).toBe('disabled');
  });

  it('lost gives way to an explicit event, which may ask for another action and so is a departure of its own', () => {
    const gone = unentitle(wantOf(), 'app', at(NOW));
    const disabled = afterItem(gone, shown('d1', false), NOW + MINUTE);
    expect(disabled.departure).toEqual({ number: 2, since: NOW + MINUTE, why: 'disabled', action: 'disable' });
    const bin = afterItem(disabled, removed('changed'), NOW + MINUTE);
    expect(bin.departure).toMatchObject({ number: 3, why: 'softDeleted' });
  });

  it('gained is kept in order, once, and brings nobody in before a reading', () => {
    const left = unentitle(wantOf(), 'app', at(NOW));
    const both = entitle(entitle(entitle(left, 'g2', at(NOW)), 'app', at(NOW)), 'g2', at(NOW));
    expect(both.entitledBy).toEqual(['app', 'g2']);
    expect(both.departure?.why).toBe('unassigned');
    expect(fromReading(both, shown(), at(NOW))).toMatchObject({ departure: null, version: 2 });
  });
});

describe('an entitlement gained by somebody known to be present and never in scope', () => {
  it('makes the record dirty by itself, since the reading that follows shows nothing new', () => {
    const known = wantOf({ entitledBy: [], version: 0 });
    const entitled = entitle(known, 'app', at(NOW));
    expect(entitled).toMatchObject({ version: 1, departure: null });
    expect(fromReading(entitled, shown('d1'), at(NOW)).version).toBe(1);
  });

  it('grows nothing for somebody disabled, nor when another entitlement stands', () => {
    expect(entitle(wantOf({ entitledBy: [], source: 'disabled' }), 'app', at(NOW)).version).toBe(1);
    expect(entitle(wantOf({ entitledBy: ['app'] }), 'g1', at(NOW)).version).toBe(1);
  });
});

describe('a new configuration', () => {
  it('makes everybody in scope dirty and nobody else', () => {
    expect(touch(wantOf(), at(NOW, { urgency: 2 }), NOTHING_HAD)).toMatchObject({ version: 2, urgency: 2 });
    expect(touch(wantOf({ source: 'disabled' }), at(NOW), NOTHING_HAD).version).toBe(1);
  });

  it('compares want halves without the epoch', () => {
    expect(wantMoved(wantOf({ epoch: 1 }), wantOf({ epoch: 2 }))).toBe(false);
    expect(wantMoved(wantOf(), wantOf({ configuration: 'other' }))).toBe(true);
  });
});

describe('a first reading', () => {
  it('brings an entitled person in and makes the record dirty', () => {
    const first = fromReading(newWant(['app'], at(NOW)), shown('d1'), at(NOW));
    expect(first).toMatchObject({ source: 'present', sourceDigest: 'd1', departure: null, doubtUntil: null });
    expect(first.version).toBeGreaterThan(0);
  });

  it('of somebody disabled gives no departure: there is nothing to take away', () => {
    expect(fromReading(newWant(['app'], at(NOW)), shown('d1', false), at(NOW))).toMatchObject({
      source: 'disabled',
      departure: null,
    });
  });

  it('that finds nobody keeps the entitled person to be looked at', () => {
    expect(fromReading(newWant(['app'], at(NOW)), missing, at(NOW))).toMatchObject({ version: 1, departure: null });
  });
});

describe('another action for a departure that stands', () => {
  const asks = (action: LeaverAction) => at(NOW + MINUTE, { actions: { ...DEFAULT_LEAVER_ACTIONS, disabled: action } });
  const gone = touch(left('disabled', 'disabled'), asks('disable'), NOTHING_HAD);

  it('is a departure of its own when it takes more', () => {
    expect(touch(gone, asks('delete'), NOTHING_HAD)).toMatchObject({
      departures: 2,
      departure: { number: 2, since: NOW + MINUTE, why: 'disabled', action: 'delete' },
    });
  });

  it('takes the place of the other when it takes less or the same', () => {
    expect(touch(gone, asks('keep'), NOTHING_HAD).departure).toEqual({
      number: 1,
      since: NOW,
      why: 'disabled',
      action: 'keep',
    });
    expect(wantMoved(gone, touch(gone, asks('disable'), NOTHING_HAD))).toBe(false);
  });

  it('makes a released one due until it is confirmed, and leaves a held one alone', () => {
    const released = { ...gone, release: { departure: 1, until: NOW } };
    expect(touch(released, asks('disable'), NOTHING_HAD).version).toBe(gone.version + 1);
    expect(touch(released, asks('disable'), { ...NOTHING_HAD, confirmedDeparture: 1 }).version).toBe(gone.version);
    expect(touch(gone, asks('disable'), NOTHING_HAD).version).toBe(gone.version);
  });
});
