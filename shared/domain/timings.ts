const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Every wait of the record protocol, in milliseconds; the local rig divides all of them by its speed. */
export const TIMINGS = {
  /** Life of an intent: nobody else may take the record over before it is past. */
  intentLife: 90 * SECOND,
  /** No request begins, and every request is aborted, this long before the intent's expiry. */
  intentMargin: 30 * SECOND,
  /** A takeover reads the target once more after this: the longest pause assumed of a frozen process. */
  readAgain: 10 * MINUTE,
  /** After the takeover of a create nothing is written for this long (freeze, late commit, index lag). */
  createQuiet: 15 * MINUTE,
  /** A second look after a reading that contradicts or differs from the record. */
  lookAgain: MINUTE,
  /** A known account answered 404: looked at again after this before it counts as deleted. */
  missingAccount: 5 * MINUTE,
  /** 409 on a create and nobody found: the target's index lags at most this long. */
  indexLag: 5 * MINUTE,
  /** A parked name conflict is looked at again after this at the latest. */
  nameHeld: HOUR,
  /** A release counts this long from the reading that confirmed it. */
  releaseLife: 15 * MINUTE,
  /** Absence is confirmed twice, at least this far apart. */
  absence: 5 * MINUTE,
  /** How long a contradiction between two sights of the source is looked at: longer than a replica lags. */
  doubt: 5 * MINUTE,
  /** A wake without progress is sent again after this. */
  wakeAgain: 3 * MINUTE,
  /** A dry run looks again at whoever had to wait after this at the earliest. */
  dryAgain: 15 * MINUTE,
  leaseLife: 2 * MINUTE,
  /** A stored next link older than this restarts the round from the last delta link. */
  nextLinkLife: 2 * MINUTE,
  /** Wake and guard run between pages at most this often. */
  betweenPages: 15 * SECOND,
  /** Workers keep the control row this long. */
  controlCache: 5 * SECOND,
  /** Longest wait that happens inside a handler; anything longer becomes the record's next attempt. */
  waitInside: MINUTE,
  /** Window of the rolling guard count. */
  guardDay: DAY,
  /** A refresh of all our records begins this long after the last one began. */
  refreshEvery: 7 * DAY,
  /** The gate closes on this many consecutive failures within `gateWindow`. */
  gateWindow: 2 * MINUTE,
  retryLadder: [6 * HOUR, 12 * HOUR, DAY] as readonly number[],
  retryDays: 28 * DAY,
  probeLadder: [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE] as readonly number[],
  /** A round of a feed that takes longer than this is reported. */
  longRound: 20 * MINUTE,
  /** A feed that fails this long raises an alarm and no longer delays the others. */
  feedFailing: DAY,
  /** Longest run of enumerate-changes. */
  runLimit: 20 * MINUTE,
} as const;

export type Timings = typeof TIMINGS;

/** All waits divided by `speed`, in whole milliseconds; only the local rig uses another speed than 1. */
export function timingsAt(speed: number): Timings {
  const entries = Object.entries(TIMINGS).map(([name, wait]) => [
    name,
    typeof wait === 'number' ? Math.ceil(wait / speed) : wait.map((step) => Math.ceil(step / speed)),
  ]);
  return Object.fromEntries(entries) as Timings;
}
