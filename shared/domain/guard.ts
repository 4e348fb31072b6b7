import type { Departure, DepartureWhy, LeaverAction, UserRecord } from './record.ts';

export type LeaverActions = Readonly<Record<DepartureWhy, LeaverAction>>;

/** Absence is a soft departure: it never deletes, whatever is configured. */
export const DEFAULT_LEAVER_ACTIONS: LeaverActions = {
  disabled: 'disable',
  softDeleted: 'disable',
  absent: 'disable',
  unassigned: 'disable',
  purged: 'delete',
};

const SEVERITY = { keep: 0, disable: 1, delete: 2 } as const;

export function takesMore(one: LeaverAction, other: LeaverAction): boolean {
  return SEVERITY[one] > SEVERITY[other];
}

/** False when the configuration in force takes less than the departure was judged for; the refresh will put it right. */
export function isStillAsked({ why, action }: Departure, actions: LeaverActions, scope: 'all' | 'assigned'): boolean {
  return !takesMore(action, actions[why]) && (why !== 'unassigned' || scope === 'assigned');
}

/** What is taken from leavers in the end: where the mapping leaves `active` alone, nobody is made inactive. */
export function effectiveActions({
  leaverActions,
  mapping,
}: {
  readonly leaverActions: LeaverActions;
  readonly mapping: { readonly managesActive: boolean };
}): LeaverActions {
  const isLeft = !mapping.managesActive;
  const effective = (action: LeaverAction): LeaverAction => (action === 'disable' && isLeft ? 'keep' : action);
  const { disabled, softDeleted, absent, unassigned, purged } = leaverActions;
  return {
    disabled: effective(disabled),
    softDeleted: effective(softDeleted),
    absent: effective(absent),
    unassigned: effective(unassigned),
    purged: effective(purged),
  };
}

/** A held departure as the guard sees it. */
export interface Candidate {
  readonly id: string;
  /** The release would take an account away that is there now. */
  readonly counts: boolean;
  readonly plan: string;
}

export interface GuardCounts {
  readonly limit: number;
  /** The limit as somebody set it, if anybody did: only a person may let a frozen plan be judged again. */
  readonly configured: number | undefined;
  /** Counted releases of the last 24 hours. */
  readonly usedInDay: number;
  /** Limit under which each plan was frozen. */
  readonly planLimits: ReadonlyMap<string, number>;
}

export interface Verdict {
  readonly release: readonly string[];
  /** Frozen as one plan; empty when the limit holds. */
  readonly freeze: readonly string[];
  readonly counted: number;
}

/** max(10, min(50, 5 % of the records in scope)) unless a number is configured. */
export function guardLimit(inScope: number, configured: number | undefined): number {
  return configured ?? Math.max(10, Math.min(50, Math.floor(inScope * 0.05)));
}

/** A create whose outcome nobody knows may have made the account that the release takes away. */
export function countsAsLoss({ want, have }: UserRecord): boolean {
  const action = want.departure?.action ?? 'keep';
  if (action === 'keep') return false;
  const maybe = have.accountId === null && (have.intent !== null || have.searchAfter !== null);
  if (action === 'delete') return maybe || have.state === 'active' || have.state === 'inactive';
  return maybe || have.state === 'active';
}

/**
 * Judges new departures and those of plans frozen under a smaller limit than the configured one; passing the limit freezes
 * exactly these. A limit that grew by itself, because more people are in scope, opens no plan.
 */
export function judge(candidates: readonly Candidate[], counts: GuardCounts): Verdict {
  const raisedTo = counts.configured ?? Number.NEGATIVE_INFINITY;
  const open = candidates.filter(({ plan }) => plan === '' || (counts.planLimits.get(plan) ?? 0) < raisedTo);
  const counted = open.filter((candidate) => candidate.counts);
  const free = open.filter((candidate) => !candidate.counts).map(({ id }) => id);
  if (counted.length === 0) return { release: free, freeze: [], counted: 0 };
  const ids = counted.map(({ id }) => id);
  if (counts.usedInDay + counted.length > counts.limit) return { release: free, freeze: ids, counted: 0 };
  return { release: [...free, ...ids], freeze: [], counted: counted.length };
}
