import type { Have, UserRecord, Want } from '../../shared/domain/record.ts';
import type { Settings } from './settings.ts';
import type { Person } from './sim-directory.ts';

/**
 * The rules of the design in the oracle's own words. Nothing here may call the product: a rule both share would be wrong in
 * both at once.
 */

export type Row = 'held' | 'due' | 'none';

/** Invariant 1: which row the record must have in the index. */
export function rowOf({ want, have }: UserRecord): Row {
  const open = openDeparture(want, have);
  if (open !== undefined && want.release?.departure !== open) return 'held';
  const flags = [have.suspect, have.intent, have.recheck, have.readAgainAt, have.searchAfter, want.doubtUntil];
  const waits = flags.some((flag) => flag !== null && flag !== false);
  return open !== undefined || want.version > have.confirmedVersion || waits ? 'due' : 'none';
}

/** Number of the departure nobody has carried out yet. */
export function openDeparture(want: Want, have: Have): number | undefined {
  const number = want.departure?.number;
  return number === undefined || number <= have.confirmedDeparture ? undefined : number;
}

/** Invariant 3: what is wrong with the release under which something is taken away, undefined = nothing. */
export function releaseFault({ want, have }: UserRecord, now: number): string | undefined {
  const open = openDeparture(want, have);
  if (open === undefined) return 'no departure stands';
  if (want.release === null) return `departure ${open} has no release`;
  if (want.release.departure !== open) return `the release is for departure ${want.release.departure}, not ${open}`;
  return now < want.release.until ? undefined : `the release of departure ${open} has run out`;
}

/** A release that takes away what is there now, or what a lost create may have made: what the guard's limit is about. */
export function takesAway({ want, have }: UserRecord, { leaver }: Settings): boolean {
  const action = want.departure === null ? 'keep' : leaver[want.departure.why];
  if (action === 'keep') return false;
  const lostCreate = have.accountId === null && (have.intent !== null || have.searchAfter !== null);
  return lostCreate || have.state === 'active' || (action === 'delete' && have.state === 'inactive');
}

/** The directory wants the person to have an active account. */
export function isWanted({ state, enabled, assigned }: Person, { scope }: Settings): boolean {
  return state === 'present' && enabled && (scope === 'all' || assigned);
}

/** Every name, address and title of the simulated company. */
const PERSONAL = /@example|Person \d|"(Agent|Lead)"/;

/** Invariant 11. */
export function showsPersonalData(value: unknown): boolean {
  return PERSONAL.test(JSON.stringify(value) ?? '');
}
