import { type Have, NOTHING_HAD, type UserRecord, type Want } from '../../../shared/domain/record.ts';

const PRESENT: Want = {
  source: 'present',
  entitledBy: ['app'],
  sourceDigest: 'v1:digest',
  version: 1,
  grownAt: 1_000,
  departure: null,
  departures: 0,
  release: null,
  absentSince: null,
  doubtUntil: null,
  filter: 'pass',
  configuration: 'configuration-1',
  epoch: 3,
  urgency: 1,
};

export interface Halves {
  readonly want?: Partial<Want>;
  readonly have?: Partial<Have>;
}

/** A record that is due at once unless told otherwise. */
export function aRecord(id: string, { want = {}, have = {} }: Halves = {}): UserRecord {
  return { id, want: { ...PRESENT, ...want }, have: { ...NOTHING_HAD, ...have } };
}

/** A record that needs nothing. */
export function aSettledRecord(id: string): UserRecord {
  return aRecord(id, { have: { confirmedVersion: 1, attemptsOf: 1, accountId: `account-${id}`, state: 'active' } });
}

/** A record that is tried again at a time. */
export function aRecordDueAt(id: string, nextAttempt: number, halves: Halves = {}): UserRecord {
  return aRecord(id, { ...halves, have: { attemptsOf: 1, nextAttempt, ...halves.have } });
}

/** A record whose departure the guard has not released. */
export function aHeldRecord(id: string, number = 1): UserRecord {
  const departure = { number, since: 1_000, why: 'disabled', action: 'disable' } as const;
  const have = { confirmedVersion: 1, attemptsOf: 1, accountId: `account-${id}`, state: 'active' } as const;
  return aRecord(id, { want: { source: 'disabled', departure, departures: number }, have });
}

/** A record with a value in every field. */
export function aFullRecord(id: string): UserRecord {
  return {
    id,
    want: {
      source: 'softDeleted',
      entitledBy: ['app', 'group-1'],
      sourceDigest: 'v1:other',
      version: 9_007_199_254_740_991,
      grownAt: 1_778_840_000_111,
      departure: { number: 4, since: 1_778_846_400_123, why: 'softDeleted', action: 'disable' },
      departures: 4,
      release: { departure: 4, until: 1_778_846_400_999 },
      absentSince: 1_778_846_400_001,
      doubtUntil: 1_778_846_400_006,
      filter: 'fail',
      configuration: 'configuration-2',
      epoch: 17,
      urgency: 2,
    },
    have: {
      accountId: 'account-1',
      state: 'inactive',
      sent: { displayName: 'v1:a', 'phoneNumbers[type eq "work"].value': 'v1:b' },
      echo: { displayName: 'v1:c' },
      targetVersion: '12',
      confirmedVersion: 8,
      confirmedDeparture: 3,
      suspect: true,
      intent: { id: 'intent-1', verb: 'disable', targetId: 'account-1', expiry: 1_778_846_490_000 },
      searchAfter: 1_778_846_400_002,
      searchPage: 51,
      missingSince: 1_778_846_400_003,
      readAgainAt: 1_778_846_400_004,
      recheck: { reason: 'source-ahead', looks: 2 },
      nameWantedBy: ['user-7'],
      waitsFor: 'user-8',
      attempts: 5,
      attemptsOf: 8,
      attemptsOfDeparture: 4,
      forcedVersion: 2,
      reason: 'name-held',
      nextAttempt: 1_778_846_400_005,
      parked: true,
    },
  };
}
