import {
  type Have,
  hasRelease,
  indexEntry,
  isDirty,
  isHeld,
  isInScope,
  isReleased,
} from '../../../shared/domain/record.ts';
import { MINUTE, NOW, recordOf, wantOf } from './sample-record.ts';

const departure = { number: 2, since: NOW, why: 'disabled', action: 'disable' } as const;
const departed = { source: 'disabled', departure, departures: 2, version: 1 } as const;
const release = { departure: 2, until: NOW + MINUTE };
const intent = { id: 'i', verb: 'update', targetId: 't1', expiry: NOW + MINUTE } as const;

describe('scope', () => {
  it('needs a present person and an entitlement', () => {
    expect(isInScope(wantOf())).toBe(true);
    expect(isInScope(wantOf({ entitledBy: [] }))).toBe(false);
    expect(isInScope(wantOf({ source: 'absent' }))).toBe(false);
  });
});

describe('a departure', () => {
  it('is held until a release names exactly its number', () => {
    expect(isHeld(recordOf(departed))).toBe(true);
    expect(isHeld(recordOf({ ...departed, release: { departure: 1, until: NOW + MINUTE } }))).toBe(true);
    expect(isHeld(recordOf({ ...departed, release }))).toBe(false);
  });

  it('is over once its number is confirmed', () => {
    const record = recordOf({ ...departed, release }, { confirmedDeparture: 2 });
    expect([isHeld(record), isReleased(record), hasRelease(record, NOW)]).toEqual([false, false, false]);
  });

  it('may be carried out only before its release ends', () => {
    const record = recordOf({ ...departed, release });
    expect(hasRelease(record, NOW + MINUTE - 1)).toBe(true);
    expect(hasRelease(record, NOW + MINUTE)).toBe(false);
    expect(isReleased(record)).toBe(true);
  });

  it('waits in the held row, whatever else is open', () => {
    expect(indexEntry(recordOf({ ...departed, version: 9 }, { suspect: true }))).toEqual({ type: 'held' });
  });

  it('goes before everything else once released', () => {
    expect(indexEntry(recordOf({ ...departed, release, urgency: 2 }))).toEqual({ type: 'due', priority: 0, at: 0 });
  });
});

describe('the index row', () => {
  it('is missing for a record that needs nothing', () => {
    expect(isDirty(recordOf())).toBe(false);
    expect(indexEntry(recordOf())).toBeNull();
  });

  it.each<[string, Partial<Have>]>([
    ['a suspect account', { suspect: true }],
    ['a recheck', { recheck: { reason: 'source-doubt', looks: 0 } }],
    ['a reading that is owed', { readAgainAt: NOW }],
    ['a search that is owed', { searchAfter: NOW }],
    ['an open intent', { intent }],
    ['a version not confirmed', { confirmedVersion: 0 }],
  ])('stands for %s', (_what, have) => {
    expect(indexEntry(recordOf({}, have))).toMatchObject({ type: 'due' });
  });

  it('stands while two sights of the source disagree', () => {
    expect(indexEntry(recordOf({ doubtUntil: NOW }, { nextAttempt: NOW + 5 }))).toMatchObject({ at: NOW + 5 });
  });

  it('makes a parked record due now when its version grows', () => {
    const parked = { parked: true, attempts: 4, nextAttempt: NOW + 99 * MINUTE, confirmedVersion: 0 };
    expect(indexEntry(recordOf({}, parked))).toMatchObject({ at: NOW + 99 * MINUTE });
    expect(indexEntry(recordOf({ version: 2 }, parked))).toMatchObject({ at: 0 });
  });

  it('makes a parked record due now when its departure is released', () => {
    const parked = { parked: true, nextAttempt: NOW + 99 * MINUTE };
    expect(indexEntry(recordOf({ ...departed, release }, parked))).toMatchObject({ at: 0 });
    expect(indexEntry(recordOf({ ...departed, release }, { ...parked, attemptsOfDeparture: 2 }))).toMatchObject({
      at: NOW + 99 * MINUTE,
    });
  });

  it.each<[string, Partial<Have>]>([
    ['an open intent', { intent }],
    ['the quiet time after a lost create', { searchAfter: NOW + MINUTE }],
  ])('keeps its time through a new version for %s', (_what, have) => {
    expect(indexEntry(recordOf({ version: 2 }, { ...have, nextAttempt: NOW + MINUTE }))).toMatchObject({
      at: NOW + MINUTE,
    });
  });

  it('makes a record that parked while a search is owed due by a new version, when its quiet time is over', () => {
    const parked = { parked: true, searchAfter: NOW - MINUTE, nextAttempt: NOW + 99 * MINUTE };
    expect(indexEntry(recordOf({}, parked))).toMatchObject({ at: NOW + 99 * MINUTE });
    expect(indexEntry(recordOf({ version: 2 }, parked))).toMatchObject({ at: NOW - MINUTE });
  });

  it('waits for the owed reading when nothing else is open', () => {
    expect(indexEntry(recordOf({}, { readAgainAt: NOW + MINUTE }))).toMatchObject({ at: NOW + MINUTE });
    expect(indexEntry(recordOf({ version: 2 }, { readAgainAt: NOW + MINUTE }))).toMatchObject({ at: 0 });
  });

  it('orders on-demand work first and bulk last', () => {
    const asked = recordOf({ urgency: 2 }, { recheck: { reason: 'on-demand', looks: 0 } });
    expect(indexEntry(asked)).toMatchObject({ priority: 0 });
    expect(indexEntry(recordOf({ version: 2, urgency: 1 }))).toMatchObject({ priority: 1 });
    expect(indexEntry(recordOf({ version: 2, urgency: 2 }))).toMatchObject({ priority: 2 });
  });
});
