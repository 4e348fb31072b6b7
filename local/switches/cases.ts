import { CHOICES, type NUMBERS } from '../genesys-simulator/switches.ts';
import { type Switches as GraphSwitches, standardSwitches, switchWords } from '../graph-simulator/switches.ts';

type Values = Readonly<Record<string, unknown>>;

/** One way the outside world may be: the switches that make it so. */
export interface SwitchCase {
  readonly name: string;
  readonly scope: 'all' | 'assigned';
  readonly graph: Values;
  readonly genesys: Values;
  /** The switches go back before the last part of the scenario: nobody could work under them for good. */
  readonly isPassing: boolean;
  /** So many more people are assigned, all of them disabled: a list has to be longer than its largest page to be cut off. */
  readonly crowd: number;
  /** Parts of the scenario that cannot end well here, and the reason the connector must give. */
  readonly unavoidable: Readonly<Record<string, string>>;
}

/** What the facts themselves rule out, by switch and value. */
const UNAVOIDABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'userNameFilterCase=exact': { adoptedOddly: 'name-taken-unseen' },
  'postOnDeleted=409': { rehired: 'name-taken-unseen' },
  'removeAttribute=ignored': { cleared: 'not-cleared:' },
  // Without a feed a purge looks like an absence, which never deletes: the name stays with the inactive account.
  'deltaTokenLifeMs=200': { purged: 'absent', rehired: 'name-held' },
};

/** What the switches that take a number are set to; times are those of a rig at speed 60. */
const GENESYS_NUMBERS: Readonly<Record<keyof typeof NUMBERS, number>> = {
  listLagMs: 3000,
  latencyMs: 150,
  tokenSeconds: 2,
  tokenDiesAfterMs: 1500,
  tokenDiesAfterRequests: 5,
  allowedPerWindow: 20,
  windowMs: 4000,
  clockOffsetMs: 600_000,
};

type GraphNumber = {
  [Key in keyof GraphSwitches]: GraphSwitches[Key] extends number ? Key : never;
}[keyof GraphSwitches];

const GRAPH_NUMBERS: Readonly<Record<GraphNumber, Values>> = {
  pageSize: { pageSize: 2 },
  assignmentPageSize: { assignmentPageSize: 3 },
  lagUsersDeltaMs: { lagUsersDeltaMs: 1500 },
  lagUsersMs: { lagUsersMs: 1500 },
  lagAssignmentsMs: { lagAssignmentsMs: 1500 },
  latencyMs: { latencyMs: 100 },
  deltaTokenLifeMs: { deltaTokenLifeMs: 200 },
  skipTokenLifeMs: { skipTokenLifeMs: 1, pageSize: 2, latencyMs: 5 },
  syncStateStatus: { expiryForm: 'sync-state-not-found', syncStateStatus: 410 },
  accessTokenLifeMs: { accessTokenLifeMs: 1000 },
  clockOffsetMs: { clockOffsetMs: -600_000 },
  resourceUnits: { resourceUnits: 60 },
};

/** Beside a word or a flag, what has to be so that it makes a difference. */
const BESIDE: Readonly<Record<string, Values>> = {
  syncStateCode: { expiryForm: 'sync-state-not-found' },
  emptyFirstPage: { pageSize: 3 },
  repeatItems: { pageSize: 3 },
  filterWithTopDropsLink: { assignmentPageSize: 3 },
  innerErrorLowerCase: { expiryForm: 'sync-state-not-found' },
};

const PASSING = new Set([
  'missingPermissions',
  'roles',
  'resourceUnits',
  'deltaTokenLifeMs',
  'skipTokenLifeMs',
  'assignmentsWithoutLink',
]);
/** Facts about assignments are looked at where assignments decide. */
const OF_ASSIGNMENTS = /assign|softDeletedAssignmentVanishes|filterWithTopDropsLink|roles/i;

/** Facts about the feed that matter where it begins with "from now on" too. */
const OF_BOTH = new Set([
  'emptyFirstPage',
  'expiryForm',
  'restoreSilent',
  'repeatItems',
  'lagUsersDeltaMs',
  'lagUsersMs',
]);

/** The same with assigned people, for facts about the feed. */
function inBothScopes(cases: readonly SwitchCase[]): SwitchCase[] {
  return cases.flatMap((one) => {
    const isOfBoth = OF_BOTH.has(one.name.split('=')[0] ?? '');
    return isOfBoth ? [one, { ...one, name: `${one.name} (assigned)`, scope: 'assigned' as const }] : [one];
  });
}

function makeCase(end: 'graph' | 'genesys', name: string, values: Values): SwitchCase {
  const shown = typeof values[name] === 'object' ? JSON.stringify(values[name]) : String(values[name]);
  return {
    name: `${name}=${shown}`,
    scope: end === 'graph' && OF_ASSIGNMENTS.test(name) ? 'assigned' : 'all',
    graph: end === 'graph' ? values : {},
    genesys: end === 'genesys' ? values : {},
    isPassing: PASSING.has(name),
    crowd: name === 'assignmentsWithoutLink' ? 1000 : 0,
    unavoidable: UNAVOIDABLE[`${name}=${shown}`] ?? {},
  };
}

function genesysCases(): SwitchCase[] {
  const words = Object.entries(CHOICES).flatMap(([name, [, ...others]]) =>
    others.map((word) => makeCase('genesys', name, { [name]: word })),
  );
  const numbers = Object.entries(GENESYS_NUMBERS).map(([name, value]) => makeCase('genesys', name, { [name]: value }));
  return [
    ...words,
    ...numbers,
    makeCase('genesys', 'missingPermissions', { missingPermissions: ['directory:user:delete'] }),
  ];
}

function graphCases(): SwitchCase[] {
  return Object.entries(standardSwitches()).flatMap(([name, standard]) => {
    const beside = BESIDE[name] ?? {};
    const set = (value: unknown): SwitchCase => makeCase('graph', name, { ...beside, [name]: value });
    const allowed = switchWords[name as keyof GraphSwitches];
    if (allowed !== undefined) return allowed.filter((word) => word !== standard).map(set);
    if (typeof standard === 'boolean') return [set(!standard)];
    if (typeof standard === 'number') return [makeCase('graph', name, GRAPH_NUMBERS[name as GraphNumber])];
    return [set(name === 'roles' ? 'User.Read.All' : 'SyncStateNotFound')];
  });
}

/** Every word and flag at once at the last of its values. */
function lastOfAll(scope: 'all' | 'assigned'): SwitchCase {
  const flags = Object.entries(standardSwitches()).filter(([, standard]) => typeof standard === 'boolean');
  const graph = {
    ...Object.fromEntries(flags.map(([name, standard]) => [name, standard !== true])),
    ...Object.fromEntries(Object.entries(switchWords).map(([name, words]) => [name, words.at(-1)])),
    pageSize: 3,
  };
  const genesys = Object.fromEntries(Object.entries(CHOICES).map(([name, words]) => [name, words.at(-1)]));
  const set = Object.entries({ ...graph, ...genesys }).map(([name, value]) => UNAVOIDABLE[`${name}=${value}`] ?? {});
  const unavoidable = Object.assign({}, ...set) as Readonly<Record<string, string>>;
  return {
    name: `every switch at its last value (${scope})`,
    scope,
    graph,
    genesys,
    isPassing: false,
    crowd: 0,
    unavoidable,
  };
}

/** The standard first, then every other value of every switch, one at a time, then all at once; a crowd comes last, since it stays. */
export function switchCases(): readonly SwitchCase[] {
  const standard = { graph: {}, genesys: {}, isPassing: false, crowd: 0, unavoidable: {} };
  const cases: readonly SwitchCase[] = [
    { name: 'standard (all)', scope: 'all', ...standard },
    { name: 'standard (assigned)', scope: 'assigned', ...standard },
    ...genesysCases(),
    ...inBothScopes(graphCases()),
    lastOfAll('all'),
    lastOfAll('assigned'),
  ];
  return cases.toSorted((one, other) => one.crowd - other.crowd);
}
