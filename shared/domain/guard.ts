import type { DepartureWhy, UserRecord } from './record.ts';

export type LeaverAction = 'disable' | 'delete' | 'keep';
export type LeaverActions = Readonly<Record<DepartureWhy, LeaverAction>>;

/** Absence is a soft departure: it never deletes, whatever is configured. */
export const DEFAULT_LEAVER_ACTIONS: LeaverActions = {
  disabled: 'disable',
  softDeleted: 'disable',
  absent: 'disable',
  unassigned: 'disable',
  filtered: 'disable',
  purged: 'delete',
};

/** A held departure as the guard sees it. */
export interface Candidate {
  readonly id: string;
  /** The release would take an account away that is there now. */
  readonly counts: boolean;
  readonly plan: string;
}

export interface GuardCounts {
  readonly limit: number;
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

export function countsAsLoss(record: UserRecord, actions: LeaverActions): boolean {
  const why = record.want.departure?.why;
  if (why === undefined || actions[why] === 'keep') return false;
  if (actions[why] === 'delete') return record.have.state === 'active' || record.have.state === 'inactive';
  return record.have.state === 'active';
}

/** Judges new departures and those of plans frozen under a smaller limit; passing the limit freezes exactly these. */
export function judge(candidates: readonly Candidate[], counts: GuardCounts): Verdict {
  const open = candidates.filter(({ plan }) => plan === '' || (counts.planLimits.get(plan) ?? 0) < counts.limit);
  const counted = open.filter((candidate) => candidate.counts);
  const free = open.filter((candidate) => !candidate.counts).map(({ id }) => id);
  if (counted.length === 0) return { release: free, freeze: [], counted: 0 };
  const ids = counted.map(({ id }) => id);
  if (counts.usedInDay + counted.length > counts.limit) return { release: free, freeze: ids, counted: 0 };
  return { release: [...free, ...ids], freeze: [], counted: counted.length };
}
