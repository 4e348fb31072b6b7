import { setTimeout as sleep } from 'node:timers/promises';
import { makeGuest, makePerson, type NewPerson } from '../rig/company.ts';
import { asText } from '../rig/door.ts';
import type { SwitchCase } from './cases.ts';
import type { World } from './world.ts';

/** Who takes part; each meets another of the uncertain facts. */
const ROLES = [
  'renamed',
  'cleared',
  'clearedTwice',
  'disabled',
  'deleted',
  'purged',
  'adoptedInactive',
  'adoptedActive',
  'adoptedOddly',
  'leaver',
  'holder',
  'lostCreate',
  'rehired',
  'guest',
  'late',
] as const;
type Role = (typeof ROLES)[number];
type Cast = Readonly<Record<Role, NewPerson>>;

/** How one scenario ended. */
export interface Ending {
  readonly name: string;
  readonly seconds: number;
  /** Phases that took too long, with what was not shown in time; they may have been mended later. */
  readonly slow: readonly string[];
  /** What the independent check finds at the end, without what the case makes unavoidable and the connector names. */
  readonly differences: readonly string[];
  /** What the case makes unavoidable, with the reason that the connector gives. */
  readonly unavoidable: readonly string[];
  /** Who is parked, and why, in the words of the connector. */
  readonly parked: readonly string[];
  /** Who still needs work at the end without being parked. */
  readonly busy: readonly string[];
  /** For each person that differs, what the connector tells. */
  readonly told: readonly string[];
}

const PHASE_MS = 15_000;
/** A name conflict is looked at again after an hour of the connector's time at the latest. */
const END_MS = 75_000;
const QUIET_MS = 40_000;
/** How long switches that nobody can work under stay. */
const PASSING_MS = 4000;

function makeCast(number: number): Cast {
  const people = ROLES.map((role, index) => [role, makePerson(7, number * 100 + index)] as const);
  const cast = Object.fromEntries(people) as Record<Role, NewPerson>;
  const nameOf = (role: Role): string => asText(cast[role].userPrincipalName);
  cast.rehired = { ...cast.rehired, userPrincipalName: nameOf('purged'), mail: nameOf('purged') };
  const capitalised = withCapital(nameOf('adoptedActive'));
  cast.adoptedActive = { ...cast.adoptedActive, userPrincipalName: capitalised, mail: capitalised };
  cast.guest = makeGuest(7, number * 100 + ROLES.indexOf('guest'), nameOf('holder'));
  return cast;
}

function withCapital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Plays everything that meets an uncertain fact under the switches of the case, then compares both ends. */
export async function playScenario(world: World, wanted: SwitchCase, number: number): Promise<Ending> {
  const began = Date.now();
  const cast = makeCast(number);
  const id = (role: Role): string => cast[role].id;
  const slow: string[] = [];
  const settle = async (phase: string, roles: readonly Role[]): Promise<void> => {
    if (wanted.isPassing) return sleep(PASSING_MS);
    const left = await world.agree(roles.map(id), PHASE_MS);
    slow.push(...left.map((line) => `${phase}: ${line}`));
  };
  const add = (role: Role) => world.graph('people', 'POST', { ...cast[role], assigned: true });
  const change = (role: Role, patch: object) => world.graph(`people/${id(role)}`, 'PATCH', patch);
  const act = (role: Role, action: string) => world.graph(`people/${id(role)}/${action}`, 'POST');

  await world.setSwitches({ graph: {}, genesys: {} });
  await world.addCrowd(wanted.crowd);
  await world.setSwitches(wanted);
  await begin(world, cast);
  const first = ROLES.slice(0, ROLES.indexOf('lostCreate'));
  for (const role of [...first, 'lostCreate'] as const) await add(role);
  await change('lostCreate', { displayName: 'Renamed Meanwhile' });
  await settle('create', first);

  await change('renamed', { userPrincipalName: `Married${number}@lakeside.example`, displayName: 'Married Person' });
  await change('cleared', { businessPhones: [], mobilePhone: null, jobTitle: null, department: null });
  await editAtTarget(world, id('clearedTwice'), { phoneNumbers: null });
  await change('clearedTwice', { mobilePhone: null, jobTitle: 'Planner' });
  await editAtTarget(world, id('disabled'), {});
  await act('disabled', 'disable');
  await act('deleted', 'soft-delete');
  await act('purged', 'purge');
  await add('guest');
  await settle('change', ['renamed', 'cleared', 'clearedTwice', 'disabled', 'deleted', 'purged']);

  await change('disabled', { accountEnabled: true, jobTitle: 'Back Again', department: 'Sales' });
  await act('deleted', 'restore');
  await add('rehired');
  await change('holder', { userPrincipalName: `moved${number}@lakeside.example` });
  await settle('return', ['disabled', 'rehired', 'holder', 'guest']);

  if (wanted.isPassing) await world.setSwitches({ graph: {}, genesys: {} });
  await world.graph('expire-tokens', 'POST');
  await change('renamed', { jobTitle: 'After The Token' });
  // Not a purge: one that falls into a lost token is an absence, which never deletes.
  await act('leaver', 'soft-delete');
  await add('late');
  return {
    name: wanted.name,
    slow,
    ...(await judge(world, cast, wanted)),
    seconds: Math.round((Date.now() - began) / 1000),
  };
}

/** Accounts that were there before, and a create whose answer is lost. */
async function begin(world: World, cast: Cast): Promise<void> {
  const nameOf = (role: Role): string => asText(cast[role].userPrincipalName);
  const displayName = 'Was Here Before';
  await world.genesys('users', 'POST', [
    { userName: withCapital(nameOf('adoptedInactive')), displayName, state: 'inactive' },
    { userName: nameOf('adoptedActive').toLowerCase(), displayName, state: 'active' },
    { userName: withCapital(nameOf('adoptedOddly')), displayName, state: 'active' },
  ]);
  const bodyIncludes = cast.lostCreate.id;
  await world.genesys('faults', 'POST', { method: 'POST', path: '*/users', status: 504, when: 'after', bodyIncludes });
}

/** Somebody edits the account at Genesys, which raises its version. */
async function editAtTarget(world: World, id: string, patch: object): Promise<void> {
  const account = await world.accountOf(id);
  if (account !== undefined) await world.genesys(`users/${account}`, 'PATCH', patch);
}

type Judgement = Pick<Ending, 'differences' | 'unavoidable' | 'parked' | 'busy' | 'told'>;

async function judge(world: World, cast: Cast, { unavoidable }: SwitchCase): Promise<Judgement> {
  const ids = ROLES.map((role) => cast[role].id);
  const roleOf = (id: string): string => ROLES.find((role) => cast[role].id === id) ?? id;
  const hopeful = ids.filter((id) => unavoidable[roleOf(id)] === undefined);
  await world.agree(hopeful, END_MS);
  const due = await world.quiet(hopeful, QUIET_MS);
  const parked = await world.parked(ids);
  const ending = { differences: [] as string[], unavoidable: [] as string[], told: [] as string[] };
  for (const id of ids) {
    const role = roleOf(id);
    const { differences, unprovided } = await world.compare(new Set([id]));
    const lines = [...differences, ...unprovided.map(({ why }) => `no account: ${why}`)];
    const reason = unavoidable[role];
    const isNamed = reason !== undefined && (await world.reasonOf(id)).startsWith(reason);
    if (isNamed) ending.unavoidable.push(...lines.map((line) => `${role}: ${line} (${reason})`));
    else ending.differences.push(...lines.map((line) => `${role}: ${line}`));
    if (lines.length > 0 || due.some((item) => item.id === id)) ending.told.push(`${role}: ${await world.explain(id)}`);
  }
  return {
    ...ending,
    parked: [...parked].map(([id, reason]) => `${roleOf(id)}: ${reason}`),
    busy: due.map((item) => `${roleOf(asText(item.id))}: ${item.reason ?? item.recheck} until ${item.nextAttempt}`),
  };
}
