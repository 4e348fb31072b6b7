import {
  type Candidate,
  countsAsLoss,
  DEFAULT_LEAVER_ACTIONS,
  effectiveActions,
  guardLimit,
  judge,
} from '../../../shared/domain/guard.ts';
import type { AccountState, DepartureWhy, LeaverAction } from '../../../shared/domain/record.ts';
import { NOW, recordOf } from './sample-record.ts';

const leavers = (count: number, plan = '', counts = true): Candidate[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${plan}p${index}`, counts, plan }));
const idsOf = (candidates: readonly Candidate[]): string[] => candidates.map(({ id }) => id);
const under = (limit: number, usedInDay = 0, planLimits: [string, number][] = []) => ({
  limit,
  configured: limit,
  usedInDay,
  planLimits: new Map(planLimits),
});

describe('the guard limit', () => {
  it.each([
    [0, 10],
    [199, 10],
    [200, 10],
    [420, 21],
    [1000, 50],
    [50_000, 50],
  ])('for %i people in scope is %i', (inScope, limit) => {
    expect(guardLimit(inScope, undefined)).toBe(limit);
  });

  it('is the configured number when there is one, zero too', () => {
    expect(guardLimit(50_000, 300)).toBe(300);
    expect(guardLimit(50_000, 0)).toBe(0);
  });
});

describe('the guard', () => {
  it('releases up to the limit', () => {
    const all = leavers(10);
    expect(judge(all, under(10))).toEqual({ release: idsOf(all), freeze: [], counted: 10 });
  });

  it('freezes all of them when one is too many', () => {
    const all = leavers(11);
    expect(judge(all, under(10))).toEqual({ release: [], freeze: idsOf(all), counted: 0 });
  });

  it('counts what was released in the last day', () => {
    expect(judge(leavers(2), under(10, 8)).counted).toBe(2);
    expect(judge(leavers(3), under(10, 8)).freeze).toHaveLength(3);
  });

  it('releases what takes nothing away even above the limit', () => {
    const free = leavers(30, '', false).map((candidate) => ({ ...candidate, id: `free-${candidate.id}` }));
    const verdict = judge([...free, ...leavers(11)], under(10));
    expect(verdict).toEqual({ release: idsOf(free), freeze: idsOf(leavers(11)), counted: 0 });
  });

  it('judges later leavers on their own while a plan waits', () => {
    const late = leavers(2);
    expect(judge([...leavers(11, 'plan'), ...late], under(10, 0, [['plan', 10]]))).toEqual({
      release: idsOf(late),
      freeze: [],
      counted: 2,
    });
  });

  it('judges a plan again under a raised limit', () => {
    const frozen = leavers(11, 'plan');
    expect(judge(frozen, under(11, 0, [['plan', 10]])).release).toEqual(idsOf(frozen));
    expect(judge(frozen, under(10, 0, [['plan', 10]])).release).toEqual([]);
  });

  it('leaves a plan to a person when the limit only grew with the number of people', () => {
    const frozen = leavers(11, 'plan');
    const grown = { ...under(50, 0, [['plan', 10]]), configured: undefined };
    expect(judge(frozen, grown)).toEqual({ release: [], freeze: [], counted: 0 });
    expect(judge(leavers(11), grown).release).toHaveLength(11);
  });

  it('judges only those still leaving when returns dropped out of the plan', () => {
    const rest = leavers(11, 'plan').slice(0, 4);
    expect(judge(rest, under(11, 0, [['plan', 10]]))).toMatchObject({ release: idsOf(rest), counted: 4 });
  });
});

describe('a loss', () => {
  it.each<[DepartureWhy, AccountState, boolean]>([
    ['disabled', 'active', true],
    ['softDeleted', 'active', true],
    ['absent', 'active', true],
    ['unassigned', 'active', true],
    ['disabled', 'inactive', false],
    ['disabled', 'none', false],
    ['disabled', 'deleted', false],
    ['purged', 'active', true],
    ['purged', 'inactive', true],
    ['purged', 'deleted', false],
    ['purged', 'none', false],
  ])('of somebody %s whose account is %s counts: %s', (why, state, counts) => {
    const departure = { number: 1, since: NOW, why, action: DEFAULT_LEAVER_ACTIONS[why] };
    expect(countsAsLoss(recordOf({ departure }, { state }))).toBe(counts);
  });

  it('is none when the account is kept or nobody leaves', () => {
    const leaving = { number: 1, since: NOW, why: 'disabled', action: 'keep' } as const;
    expect(countsAsLoss(recordOf({ departure: leaving }))).toBe(false);
    expect(countsAsLoss(recordOf())).toBe(false);
  });

  it('by absence never deletes by default', () => {
    expect(DEFAULT_LEAVER_ACTIONS.absent).toBe('disable');
  });

  it.each(['intent', 'search'])('of an account that a lost create may have made counts (%s)', (what) => {
    const intent = { id: 'i1', verb: 'create', targetId: null, expiry: NOW } as const;
    const open = what === 'intent' ? { intent } : { searchAfter: NOW };
    const countsWith = (action: LeaverAction) =>
      countsAsLoss(
        recordOf(
          { departure: { number: 1, since: NOW, why: 'disabled', action } },
          { accountId: null, state: 'none', ...open },
        ),
      );
    expect([countsWith('disable'), countsWith('keep')]).toEqual([true, false]);
  });
});

describe('what is taken from leavers', () => {
  it('is as configured where the mapping manages active, and never a disable elsewhere', () => {
    const under = (managesActive: boolean) =>
      effectiveActions({ leaverActions: DEFAULT_LEAVER_ACTIONS, mapping: { managesActive } });
    expect(under(true)).toEqual(DEFAULT_LEAVER_ACTIONS);
    const { purged, ...others } = under(false);
    expect([purged, new Set(Object.values(others))]).toEqual(['delete', new Set(['keep'])]);
  });
});
