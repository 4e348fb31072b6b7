/** What the directory says of a person. `purged` never goes back. `absent`: not to be found, confirmed twice. */
export type SourceState = 'present' | 'disabled' | 'softDeleted' | 'absent' | 'purged';

/** Why a person must lose the account. */
export type DepartureWhy = 'disabled' | 'softDeleted' | 'absent' | 'purged' | 'unassigned' | 'filtered';

/** What the scoping filter says of a person; `unknown` until it was decided on a full projection. */
export type FilterVerdict = 'pass' | 'fail' | 'unknown';

export type LeaverAction = 'disable' | 'delete' | 'keep';

export interface Departure {
  readonly number: number;
  /** When it was seen, epoch milliseconds. */
  readonly since: number;
  readonly why: DepartureWhy;
  /** What the guard judges and a release permits: as configured when the departure was numbered. */
  readonly action: LeaverAction;
}

/** The half that only enumeration writes. */
export interface Want {
  readonly source: SourceState;
  /** Assignments that entitle the person; the pseudo group `app` stands for a direct one, `everyone` for scope "all". */
  readonly entitledBy: readonly string[];
  readonly filter: FilterVerdict;
  /** Digest of the normalised source projection, `''` before the first full reading. */
  readonly sourceDigest: string;
  readonly version: number;
  /** When the version last grew, epoch milliseconds; null = never. */
  readonly grownAt: number | null;
  readonly departure: Departure | null;
  /** Highest departure number ever used. */
  readonly departures: number;
  readonly release: { readonly departure: number; readonly until: number } | null;
  /** When the person was first not to be found; null while found. */
  readonly absentSince: number | null;
  /**
   * A reading and what was known contradict each other; one of them comes from a lagging replica. Enumeration goes on
   * reading until this time, epoch milliseconds, so that neither is believed for good.
   */
  readonly doubtUntil: number | null;
  /** Hash of the configuration the half was written under. */
  readonly configuration: string;
  /** Epoch of the lease that wrote the half. */
  readonly epoch: number;
  /** 1 = an ordinary change, 2 = bulk (first load, refresh). */
  readonly urgency: 1 | 2;
}

export type AccountState = 'none' | 'active' | 'inactive' | 'deleted';
export type Verb = 'create' | 'adopt' | 'update' | 'enable' | 'disable' | 'delete';

export interface Intent {
  readonly id: string;
  readonly verb: Verb;
  readonly targetId: string | null;
  /** Epoch milliseconds; nobody takes the record over before. */
  readonly expiry: number;
}

export type RecheckReason = 'source-ahead' | 'source-doubt' | 'name-wanted' | 'name-freed' | 'on-demand';

export interface Recheck {
  readonly reason: RecheckReason;
  /** How often `source-ahead` was looked at in a row. */
  readonly looks: number;
}

/** The half that only workers write. */
export interface Have {
  readonly accountId: string | null;
  readonly state: AccountState;
  /** Per attribute, digest of what was last sent and confirmed. */
  readonly sent: Readonly<Record<string, string>>;
  /** Per attribute, digest of what the target answered. */
  readonly echo: Readonly<Record<string, string>>;
  readonly targetVersion: string | null;
  readonly confirmedVersion: number;
  readonly confirmedDeparture: number;
  /** Version for which the values that always flow went out last; null = none yet. */
  readonly forcedVersion: number | null;
  readonly suspect: boolean;
  readonly intent: Intent | null;
  /** A create of unknown outcome: nothing is written before this time, then the target is searched. */
  readonly searchAfter: number | null;
  /** The search for the holder of a name among inactive accounts goes on at this row, from 1; null = none is under way. */
  readonly searchPage: number | null;
  /** A known account answered 404 once, at this time. */
  readonly missingSince: number | null;
  readonly readAgainAt: number | null;
  readonly recheck: Recheck | null;
  /** Records that wait for this one's user name. */
  readonly nameWantedBy: readonly string[];
  /** Record whose account holds the name this one wants. */
  readonly waitsFor: string | null;
  /** Attempts of the current version, counted before the work. */
  readonly attempts: number;
  /** Version the attempts were counted for. */
  readonly attemptsOf: number;
  /** Departure the attempts were counted for. */
  readonly attemptsOfDeparture: number;
  /** Why the record waits; null when it does not. */
  readonly reason: string | null;
  readonly nextAttempt: number;
  /** The record waits long or for a person. */
  readonly parked: boolean;
}

export interface UserRecord {
  readonly id: string;
  readonly want: Want;
  readonly have: Have;
}

/** Place of a record's one index row. */
export type IndexEntry =
  | { readonly type: 'due'; readonly priority: 0 | 1 | 2; readonly at: number }
  | { readonly type: 'held' };

export const NOTHING_HAD: Have = {
  accountId: null,
  state: 'none',
  sent: {},
  echo: {},
  targetVersion: null,
  confirmedVersion: 0,
  confirmedDeparture: 0,
  forcedVersion: null,
  suspect: false,
  intent: null,
  searchAfter: null,
  searchPage: null,
  missingSince: null,
  readAgainAt: null,
  recheck: null,
  nameWantedBy: [],
  waitsFor: null,
  attempts: 0,
  attemptsOf: 0,
  attemptsOfDeparture: 0,
  reason: null,
  nextAttempt: 0,
  parked: false,
};

/** True for reasons that a feed still under way may take back; any other one is the directory's explicit word. */
export function isLossOfScope(why: DepartureWhy): why is 'unassigned' | 'filtered' {
  return why === 'unassigned' || why === 'filtered';
}

export function isInScope(want: Want): boolean {
  return want.source === 'present' && want.entitledBy.length > 0 && want.filter !== 'fail';
}

/** A departure that the guard has not released, or whose release is for another departure. */
export function isHeld({ want, have }: UserRecord): boolean {
  const { departure } = want;
  if (departure === null || have.confirmedDeparture >= departure.number) return false;
  return !isCovered(want);
}

/** True while the standing departure has a release (in time or not) that nobody has confirmed. */
export function isReleased({ want, have }: Pick<UserRecord, 'want' | 'have'>): boolean {
  const { departure } = want;
  return departure !== null && have.confirmedDeparture < departure.number && isCovered(want);
}

/** The release names exactly the departure that stands. */
function isCovered({ departure, release }: Want): boolean {
  return release !== null && release.departure === departure?.number;
}

export function hasRelease(record: UserRecord, now: number): boolean {
  return isReleased(record) && record.want.release !== null && record.want.release.until > now;
}

/** The record needs work: design word "dirty". */
export function isDirty(record: UserRecord): boolean {
  const { want, have } = record;
  return (
    have.confirmedVersion < want.version ||
    isReleased(record) ||
    want.doubtUntil !== null ||
    have.suspect ||
    have.recheck !== null ||
    have.readAgainAt !== null ||
    have.searchAfter !== null ||
    have.intent !== null
  );
}

function isFresh(record: UserRecord): boolean {
  const { want, have } = record;
  return (
    have.attemptsOf < want.version || (isReleased(record) && have.attemptsOfDeparture < (want.departure?.number ?? 0))
  );
}

/** The one index row the record must have: held while its departure is held, due while dirty, else none. */
export function indexEntry(record: UserRecord): IndexEntry | null {
  if (isHeld(record)) return { type: 'held' };
  if (!isDirty(record)) return null;
  const { want, have } = record;
  const urgent = isReleased(record) || have.recheck?.reason === 'on-demand';
  // Attempts are counted per version and departure, so a new one makes a parked record due now; an open intent or a
  // quiet time after a lost create is a matter of safety and keeps its time.
  const fresh = isFresh(record) && have.intent === null;
  const settled = have.confirmedVersion >= want.version && !isReleased(record);
  const only = settled && !have.suspect && have.recheck === null && have.intent === null && have.searchAfter === null;
  const at =
    only && have.readAgainAt !== null
      ? Math.max(have.readAgainAt, 0)
      : fresh
        ? (have.searchAfter ?? 0)
        : have.nextAttempt;
  return { type: 'due', priority: urgent ? 0 : want.urgency, at };
}
