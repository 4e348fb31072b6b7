import { type DepartureWhy, type FilterVerdict, isInScope, type SourceState, type Want } from './record.ts';

/** What enumeration stamps on every want half it writes. */
export interface WantContext {
  readonly now: number;
  readonly epoch: number;
  readonly configuration: string;
  readonly urgency: 1 | 2;
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
  return { ...want, version: want.version + 1, urgency: context.urgency };
}

/** A person who was in scope leaves it; a purge after another departure is a departure of its own, since it deletes. */
function depart(before: Want, after: Want, why: DepartureWhy, context: WantContext): Want {
  const standing = after.departure;
  if (standing === null && !isInScope(before)) return after;
  if (standing !== null && (why !== 'purged' || standing.why === 'purged')) {
    // An explicit event need not wait for other feeds, so it takes the place of a loss of entitlement or filter.
    return why === 'unassigned' || why === 'filtered' ? after : { ...after, departure: { ...standing, why } };
  }
  const number = after.departures + 1;
  return { ...after, departures: number, departure: { number, since: context.now, why } };
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

/** The filter's verdict on somebody present; who never was in scope has nothing to leave. */
function filtered(want: Want, verdict: FilterVerdict, context: WantContext): Want {
  if (verdict === 'unknown') return want;
  const after = { ...want, filter: verdict };
  return verdict === 'fail' && want.version > 0 ? depart(want, after, 'filtered', context) : after;
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
  const judged = filtered(want, look.filter, context);
  return stamp(withDigest(judged, look.digest, look.managerMoved, context), context);
}

/**
 * The want half after a fresh read. A replica may lag behind the feed or behind another replica: a reading that turns the
 * source state round is believed and looked at again, until readings agree for `doubtMs`.
 */
export function fromReading(want: Want, look: Exclude<Look, { kind: 'removed' }>, context: WantContext): Want {
  const after = believe(want, look, context);
  const turned = after.source !== want.source || (want.filter !== 'unknown' && after.filter !== want.filter);
  if (turned && want.version > 0) return doubted(after, context);
  return after.doubtUntil !== null && after.doubtUntil <= context.now ? { ...after, doubtUntil: null } : after;
}

/** What was known and what is read contradict each other. */
export function doubted(want: Want, context: WantContext): Want {
  return want.source === 'purged' ? want : { ...want, doubtUntil: context.now + context.doubtMs };
}

function believe(want: Want, look: Exclude<Look, { kind: 'removed' }>, context: WantContext): Want {
  if (want.source === 'purged') return stamp({ ...want, doubtUntil: null }, context);
  if (look.kind === 'missing') return stamp(missing(want, context), context);
  if (!look.enabled) return stamp({ ...gone(want, 'disabled', context), sourceDigest: look.digest }, context);
  const judged = filtered({ ...want, source: 'present', absentSince: null }, look.filter, context);
  const back = settle(judged, context);
  if (back.departure !== null) {
    const why = back.entitledBy.length === 0 ? 'unassigned' : 'filtered';
    return stamp({ ...back, sourceDigest: look.digest, departure: { ...back.departure, why } }, context);
  }
  // Somebody read before being entitled, or kept out by the filter until now, has no version yet.
  const entered = isInScope(back) && back.version === want.version && (!isInScope(want) || want.version === 0);
  return stamp(withDigest(entered ? grow(back, context) : back, look.digest, look.managerMoved, context), context);
}

/** 404 says little: it counts as a departure only when it still stands `absenceMs` later. */
function missing(want: Want, context: WantContext): Want {
  if (want.version === 0) return grow(want, context);
  if (want.source === 'softDeleted' || want.source === 'absent') return want;
  if (want.absentSince === null) return grow({ ...want, absentSince: context.now }, context);
  if (context.now - want.absentSince < context.absenceMs) return want;
  return gone(want, 'absent', context);
}

/** Adds an entitlement; whoever calls reads the person next, since only a reading brings anybody in. */
export function entitle(want: Want, by: string, context: WantContext): Want {
  if (want.entitledBy.includes(by)) return stamp(want, context);
  return stamp({ ...want, entitledBy: [...want.entitledBy, by].sort() }, context);
}

export function unentitle(want: Want, by: string, context: WantContext): Want {
  const after = { ...want, entitledBy: want.entitledBy.filter((entry) => entry !== by) };
  return stamp(after.entitledBy.length === 0 ? depart(want, after, 'unassigned', context) : after, context);
}

/** A refresh under a new mapping makes everybody in scope dirty. */
export function touch(want: Want, context: WantContext): Want {
  return stamp(isInScope(want) ? grow(want, context) : want, context);
}

/** True when the two halves differ in more than their stamps. */
export function wantMoved(before: Want, after: Want): boolean {
  return JSON.stringify({ ...before, epoch: 0 }) !== JSON.stringify({ ...after, epoch: 0 });
}
