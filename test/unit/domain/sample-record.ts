import { DEFAULT_LEAVER_ACTIONS } from '../../../shared/domain/guard.ts';
import { type Have, NOTHING_HAD, type UserRecord, type Want } from '../../../shared/domain/record.ts';
import { newWant, type WantContext } from '../../../shared/domain/want.ts';

export const NOW = 1_800_000_000_000;
export const MINUTE = 60_000;

/** What enumeration would stamp at `now`. */
export function at(now: number, more: Partial<WantContext> = {}): WantContext {
  return {
    now,
    epoch: 7,
    configuration: 'hash',
    urgency: 1,
    actions: DEFAULT_LEAVER_ACTIONS,
    absenceMs: 5 * MINUTE,
    doubtMs: 5 * MINUTE,
    ...more,
  };
}

/** Somebody present and assigned, read once. */
export function wantOf(more: Partial<Want> = {}): Want {
  return { ...newWant(['app'], at(NOW)), source: 'present', sourceDigest: 'd1', version: 1, ...more };
}

/** A confirmed record with an active account. */
export function recordOf(want: Partial<Want> = {}, have: Partial<Have> = {}): UserRecord {
  const settled: Have = { ...NOTHING_HAD, accountId: 't1', state: 'active', confirmedVersion: 1, attemptsOf: 1 };
  return { id: 'p1', want: wantOf(want), have: { ...settled, ...have } };
}
