import { type LeaverActions, takesMore } from './guard.ts';
import {
  type DepartureWhy,
  type FilterVerdict,
  type Have,
  isInScope,
  isLossOfScope,
  isReleased,
  type SourceState,
  type Want,
} from './record.ts';

/** What enumeration stamps on every want half it writes. */
export interface WantContext {
  readonly now: number;
  readonly epoch: number;
  readonly configuration: string;
  readonly urgency: 1 | 2;
  /** What the configuration in force takes from leavers. */
  readonly actions: LeaverActions;
  /** Two looks at an absence are at least this far apart, milliseconds. */
  readonly absenceMs: number;
  /** How long a contradiction is looked at, milliseconds. */
  readonly doubtMs: number;
}

/** One look at a person: a delta item or a fresh read. */
export type Look =
  | {
      readonly kind: 'user';
      readonly enabled: boolean;
      readonly digest: string;
      readonly managerMoved: boolean;
      /** `unknown`: the item lacks a property that the filter names. */
      readonly filter: FilterVerdict;
    }
  | { readonly kind: 'removed'; readonly reason: 'changed' | 'deleted' }
  | { readonly kind: 'missing' };

export function newWant(entitledBy: readonly string[], context: WantContext): Want {
  return stamp(
    {
      source: 'absent',
      entitledBy,
      filter: 'unknown',
      sourceDigest: '',
      version: 0,
      grownAt: null,
      departure: null,
      departures: 0,
      release: null,
      absentSince: null,
      doubtUntil: null,
      configuration: '',
      epoch: 0,
      urgency: context.urgency,
    },
    context,
  );
}

function stamp(want: Want, context: WantContext): Want {
  return { ...want, configuration: context.configuration, epoch: context.epoch };
}

function grow(want: Want, context: WantContext): Want {
  return { ...want, version: want.version + 1, grownAt: context.now, urgency: context.urgency };
}

/**
 * A person who was in scope leaves it. Each explicit reason is a departure of its own, since each may ask for another action:
 * somebody whose unassignment changed nothing must still be disabled, and a purge after the bin deletes. A loss of
 * entitlement, or of what the filter asks for, adds nothing to a departure that stands.
 */
function depart(before: Want, after: Want, why: DepartureWhy, context: WantContext): Want {
  if (after.departure === null ? !isInScope(before) : isLossOfScope(why)) return after;
  return departFor(after, why, context);
}

function departFor(want: Want, why: DepartureWhy, context: WantContext): Want {
  return want.departure?.why === why ? want : numbered(want, why, context);
}

function numbered(want: Want, why: DepartureWhy, context: WantContext): Want {
  const number = want.departures + 1;
  const departure = { number, since: context.now, why, action: context.actions[why] };
  return { ...want, departures: number, departure };
}

/** Ends a standing departure when the person is in scope again; the account must be looked at even if nothing else changed. */
function settle(want: Want, context: WantContext): Want {
  if (!isInScope(want) || want.departure === null) return want;
  return grow({ ...want, departure: null, release: null }, context);
}

function withDigest(want: Want, digest: string, managerMoved: boolean, context: WantContext): Want {
  const moved = want.sourceDigest !== digest || managerMoved;
  const next = { ...want, sourceDigest: digest };
  return moved && isInScope(next) ? grow(next, context) : next;
}

/** What the filter says of somebody present; who never was in scope has nothing to leave. */
function filtered(before: Want, after: Want, verdict: FilterVerdict, context: WantContext): Want {
  if (verdict === 'unknown') return after;
  const judged = { ...after, filter: verdict };
  return verdict === 'fail' && before.version > 0 ? depart(before, judged, 'filtered', context) : judged;
}

/** Why somebody present is still out of scope: the standing reason as long as it holds. */
function reasonLeft({ departure, entitledBy, filter }: Want): 'unassigned' | 'filtered' {
  if (departure?.why === 'filtered' && filter === 'fail') return 'filtered';
  return entitledBy.length === 0 ? 'unassigned' : 'filtered';
}

function gone(want: Want, source: SourceState & DepartureWhy, context: WantContext): Want {
  return depart(want, { ...want, source, absentSince: null }, source, context);
}

/**
 * The want half after a delta item, or `needs-reading` when the item would bring somebody back: a return is applied only
 * after a fresh read, exactly as a departure is.
 */
export function fromItem(want: Want, look: Look, context: WantContext): Want | 'needs-reading' {
  if (want.source === 'purged') return stamp(want, context);
  if (look.kind === 'removed') {
    return stamp(gone(want, look.reason === 'deleted' ? 'purged' : 'softDeleted', context), context);
  }
  if (look.kind === 'missing' || (look.enabled && want.source !== 'present')) return 'needs-reading';
  if (!look.enabled) return stamp({ ...gone(want, 'disabled', context), sourceDigest: look.digest }, context);
  if (look.digest === want.sourceDigest)
    return stamp(withDigest(want, look.digest, look.managerMoved, context), context);
  // A filter is decided on a full projection only, and whoever passes it again is somebody who comes back.
  if (look.filter === 'unknown' || (look.filter === 'pass' && want.filter === 'fail')) return 'needs-reading';
  const judged = filtered(want, want, look.filter, context);
  return stamp(withDigest(judged, look.digest, look.managerMoved, context), context);
}

/**
 * The want half after a fresh read. A replica may lag behind the feed or behind another replica: a reading that turns the
 * source state round, or shows other properties, is believed and looked at again, until readings agree for `doubtMs`.
 */
export function fromReading(want: Want, look: Exclude<Look, { kind: 'removed' }>, context: WantContext): Want {
  const after = believe(want, look, context);
  if (want.version > 0 && (after.source !== want.source || contradicts(want, after, context)))
    return doubted(after, context);
  return after.doubtUntil !== null && after.doubtUntil <= context.now ? { ...after, doubtUntil: null } : after;
}

/** The reading shows other properties than the feed did, under the same projection: one of the two is older. */
function contradicts(known: Want, read: Want, { configuration }: WantContext): boolean {
  return known.configuration === configuration && known.sourceDigest !== '' && known.sourceDigest !== read.sourceDigest;
}

/** What was known and what is read contradict each other. */
export function doubted(want: Want, context: WantContext): Want {
  return want.source === 'purged' ? want : { ...want, doubtUntil: context.now + context.doubtMs };
}

function believe(want: Want, look: Exclude<Look, { kind: 'removed' }>, context: WantContext): Want {
  if (want.source === 'purged') return stamp({ ...want, doubtUntil: null }, context);
  if (look.kind === 'missing') return stamp(missing(want, context), context);
  if (!look.enabled) return stamp({ ...gone(want, 'disabled', context), sourceDigest: look.digest }, context);
  const present: Want = { ...want, source: 'present', absentSince: null };
  const back = settle(filtered(want, present, look.filter, context), context);
  if (back.departure !== null) {
    return stamp({ ...departFor(back, reasonLeft(back), context), sourceDigest: look.digest }, context);
  }
  // Somebody read before being entitled, or kept out by the filter until now, has no version yet.
  const entered = isInScope(back) && back.version === want.version && (!isInScope(want) || want.version === 0);
  return stamp(withDigest(entered ? grow(back, context) : back, look.digest, look.managerMoved, context), context);
}

/** 404 says little: it counts as a departure only when it still stands `absenceMs` later. */
function missing(want: Want, context: WantContext): Want {
  if (want.version === 0) return grow(want, context);
  if (want.source === 'softDeleted' || want.source === 'absent') return want;
  // Doubted, so that somebody comes back for the second look: no worker asks for one when the person has left already.
  if (want.absentSince === null) return doubted(grow({ ...want, absentSince: context.now }, context), context);
  if (context.now - want.absentSince < context.absenceMs) return want;
  return gone(want, 'absent', context);
}

/**
 * Adds an entitlement; whoever calls reads the person next, since only a reading ends a departure. Somebody known to be
 * present enters scope with it: the version grows here, because the reading that follows may show nothing new.
 */
export function entitle(want: Want, by: string, context: WantContext): Want {
  if (want.entitledBy.includes(by)) return stamp(want, context);
  const after = { ...want, entitledBy: [...want.entitledBy, by].sort() };
  const enters = !isInScope(want) && isInScope(after) && after.departure === null;
  return stamp(enters ? grow(after, context) : after, context);
}

export function unentitle(want: Want, by: string, context: WantContext): Want {
  const after = { ...want, entitledBy: want.entitledBy.filter((entry) => entry !== by) };
  return stamp(after.entitledBy.length === 0 ? depart(want, after, 'unassigned', context) : after, context);
}

/** What scope "all" entitles everybody by. */
export const EVERYONE = 'everyone';

/** True when the half was made under the other scope. */
export function isOfOtherScope({ entitledBy }: Want, scope: 'all' | 'assigned'): boolean {
  return entitledBy.includes(EVERYONE) !== (scope === 'all');
}

/** Entitlements as the scope has them: a change of scope is a gain or a loss of entitlement like any other. */
export function rescope(want: Want, scope: 'all' | 'assigned', context: WantContext): Want {
  return scope === 'all' ? entitle(want, EVERYONE, context) : unentitle(want, EVERYONE, context);
}

/**
 * A refresh under a new configuration makes everybody in scope dirty. Who has left is judged anew when more is to be taken
 * than before; a milder action needs no release of its own. Whose release was not carried out yet is due at once: what the
 * attempt waits for may be what was changed.
 */
export function touch(want: Want, context: WantContext, have: Have): Want {
  const { departure } = want;
  if (departure === null) return stamp(isInScope(want) ? grow(want, context) : want, context);
  const action = context.actions[departure.why];
  if (takesMore(action, departure.action)) return stamp(numbered(want, departure.why, context), context);
  const kept = { ...want, departure: { ...departure, action } };
  return stamp(isReleased({ want: kept, have }) ? grow(kept, context) : kept, context);
}

/** True when the two halves differ in more than their stamps. */
export function wantMoved(before: Want, after: Want): boolean {
  return JSON.stringify({ ...before, epoch: 0 }) !== JSON.stringify({ ...after, epoch: 0 });
}
