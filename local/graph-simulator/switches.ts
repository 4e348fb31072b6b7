import { ControlFailure } from './failures.ts';

/** The forms in which an expired delta token has been seen to be refused. */
export const expiryForms = [
  'older-than-30-days',
  'gone-with-location',
  'sync-state-not-found',
  'badly-formed',
] as const;

const day = 86_400_000;

const standard = {
  /** Users on a delta page; the service promises no size. */
  pageSize: 100,
  /** Assignments on a page without `$top` (Graph: serviceprincipal-list-approleassignedto). */
  assignmentPageSize: 100,
  /** How far the views trail behind changes, in milliseconds each. */
  lagUsersDeltaMs: 0,
  lagUsersMs: 0,
  lagAssignmentsMs: 0,
  /** Added to every reply, in milliseconds. */
  latencyMs: 0,
  /** Promised are seven days (Graph: delta-query-overview). */
  deltaTokenLifeMs: 7 * day,
  /** Skip tokens of directory lists die within minutes. */
  skipTokenLifeMs: 5 * 60_000,
  expiryForm: 'older-than-30-days' as (typeof expiryForms)[number],
  /** Status and code of the form `sync-state-not-found`; the casing varies between services. */
  syncStateStatus: 400,
  syncStateCode: 'syncStateNotFound',
  /** How far the service's clock, as its Date headers and tokens show it, is ahead of ours, in milliseconds; negative when behind. */
  clockOffsetMs: 0,
  /** Access tokens of the login side, in milliseconds. */
  accessTokenLifeMs: 3_600_000,
  /** Every round begins with a page without items. */
  emptyFirstPage: false,
  /** Every page that is not the last sends its last item again on the next one. */
  repeatItems: false,
  /** Items of a page come in random order. */
  shuffleItems: false,
  /** Answers of a batch come in random order. */
  shuffleBatch: true,
  /** A restore is not reported in an incremental round: 'never' (documented), 'with-select' or 'always'. */
  restoreSilent: 'never' as 'never' | 'with-select' | 'always',
  /** A property that was set and cleared, in a delta item without `return=minimal`. */
  clearedProperty: 'null' as 'null' | 'absent',
  /** A replaced manager: the old one is announced as removed too, or not. */
  managerReplaced: 'with-removed' as 'with-removed' | 'new-only',
  /** A cleared manager: announced as removed, or not at all. */
  managerCleared: 'removed' as 'removed' | 'silent',
  /** `manager@delta` rides along when other properties changed (the documentation says so, tenants do not). */
  managerOnEveryChange: false,
  /** A user without a manager, read with `$expand=manager`. */
  expandedNoManager: 'absent' as 'absent' | 'null',
  /** People in the deleted items are listed as removed in a first round. */
  removedInFirstRound: false,
  /** Removed items carry their other properties. */
  removedWithProperties: false,
  /** Deleted and purged between two rounds: the last event or both. */
  purgeShows: 'last' as 'last' | 'both',
  /** Assignments of people in the deleted items are left out of the list. */
  softDeletedAssignmentVanishes: true,
  /** `$filter` beside `$top` loses the next link, as seen in 2021. */
  filterWithTopDropsLink: false,
  /** A full page of assignments comes without a link although there is more. */
  assignmentsWithoutLink: false,
  /** Error bodies say `innererror` instead of `innerError`. */
  innerErrorLowerCase: false,
  /** Resource units per ten seconds (Graph: throttling-limits); 0 switches throttling off. */
  resourceUnits: 8_000,
  /** Application roles of the caller, separated by blanks. */
  roles: 'User.Read.All Application.Read.All',
};

/** How the simulated service behaves where documents are silent, disagree, or warn. */
export type Switches = typeof standard;

/** What the switches that take a word allow. */
export const switchWords: Partial<Record<keyof Switches, readonly string[]>> = {
  expiryForm: expiryForms,
  restoreSilent: ['never', 'with-select', 'always'],
  clearedProperty: ['null', 'absent'],
  managerReplaced: ['with-removed', 'new-only'],
  managerCleared: ['removed', 'silent'],
  expandedNoManager: ['absent', 'null'],
  purgeShows: ['last', 'both'],
};

/** All switches in their standard position. */
export function standardSwitches(): Switches {
  return { ...standard };
}

/** Sets some switches. @throws ControlFailure for an unknown name or a value of another type */
export function setSwitches(switches: Switches, given: Readonly<Record<string, unknown>>): void {
  const checked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!isSwitch(name)) {
      throw new ControlFailure(400, `No switch '${name}'; there are ${Object.keys(standard).join(', ')}.`);
    }
    const allowed = switchWords[name];
    if (typeof value !== typeof standard[name] || (allowed !== undefined && !allowed.includes(String(value)))) {
      throw new ControlFailure(400, `Switch '${name}' takes ${allowed?.join(', ') ?? typeof standard[name]}.`);
    }
    if (typeof value === 'number' && (!Number.isFinite(value) || value < minimum(name))) {
      throw new ControlFailure(400, `Switch '${name}' is at least ${minimum(name)}.`);
    }
    checked[name] = value;
  }
  Object.assign(switches, checked);
}

function isSwitch(name: string): name is keyof Switches {
  return Object.hasOwn(standard, name);
}

function minimum(name: string): number {
  if (name === 'clockOffsetMs') return -86_400_000;
  return name.endsWith('PageSize') || name === 'pageSize' ? 1 : 0;
}
