import { asDocuments, callDoor } from './door.ts';
import { accountOf, type Expectation, expectationOf, type SeenAccount, underMapping } from './expectation.ts';
import type { SimpleMapping } from './mapping-expectation.ts';

/** A person without an account because none can be made. */
export interface Unprovided {
  readonly id: string;
  readonly name: string;
  readonly why: string;
}

/** What the comparison of both ends found. */
export interface CheckResult {
  readonly people: number;
  readonly inScope: number;
  readonly accounts: Readonly<Record<string, number>>;
  readonly held: number;
  readonly unprovided: readonly Unprovided[];
  /** Targets of the mapping file whose expression says more than this check can tell. */
  readonly notCompared?: readonly string[];
  /** One sentence each; none when Genesys shows what the directory asks for. */
  readonly differences: readonly string[];
}

function differingValues(want: Expectation, account: SeenAccount): string[] {
  const names = Object.keys(want.values).filter((name) => want.values[name] !== account.values[name]);
  return names.map((name) => `${want.name}: ${name} is '${account.values[name]}', asked is '${want.values[name]}'`);
}

function judgeInScope(want: Expectation, own: readonly SeenAccount[]): string[] {
  const [account, ...more] = own.filter(({ state }) => state !== 'deleted');
  if (account === undefined) return [`${want.name} (${want.id}) has no account`];
  if (more.length > 0) return [`${want.name} has ${more.length + 1} accounts`];
  if (account.state !== 'active') return [`${want.name} should be active`];
  return differingValues(want, account);
}

function judgeGone(want: Expectation, own: readonly SeenAccount[], held: boolean): string[] {
  const active = own.some(({ state }) => state === 'active');
  if (held) return active ? [] : [`${want.name} was taken away although the guard holds the departure`];
  if (active) return [`${want.name} has left and is still active`];
  const kept = want.state === 'purged' && own.some(({ state }) => state === 'inactive');
  return kept ? [`${want.name} was deleted for good and still has an account`] : [];
}

/**
 * Compares what the directory asks for with what Genesys shows; departures in `held` count as not yet happened.
 * `only` limits the comparison to some people.
 */
export function compareEnds(
  people: readonly Expectation[],
  accounts: readonly SeenAccount[],
  held: ReadonlySet<string>,
  only?: ReadonlySet<string>,
): CheckResult {
  const byOwner = Map.groupBy(accounts, ({ externalId }) => externalId);
  const wanted = people.filter(({ inScope, impossible }) => inScope && impossible === '');
  const rivals = Map.groupBy(wanted, ({ userName }) => userName);
  const unprovided: Unprovided[] = [];
  const differences: string[] = [];
  for (const want of people) {
    if (only?.has(want.id) === false) continue;
    const { id, name } = want;
    const own = byOwner.get(id) ?? [];
    if (!want.inScope) {
      differences.push(...judgeGone(want, own, held.has(id)));
      continue;
    }
    const holder = (rivals.get(want.userName) ?? []).find(
      (rival) => rival.id !== id && (byOwner.get(rival.id) ?? []).some(({ state }) => state === 'active'),
    );
    const taken =
      holder === undefined || own.some(({ state }) => state === 'active') ? '' : `name held by ${holder.name}`;
    const isMissing = !own.some(({ state }) => state !== 'deleted');
    const why = want.impossible || taken || (isMissing ? (want.doubtful ?? '') : '');
    if (why === '') differences.push(...judgeInScope(want, own));
    else unprovided.push({ id, name, why });
    if (want.impossible !== '' && own.some(({ state }) => state === 'active') && own.length > 1) {
      differences.push(`${name} has several accounts`);
    }
  }
  if (only === undefined) {
    const known = new Set(people.map(({ id }) => id));
    const strays = accounts.filter(({ state, externalId }) => state === 'active' && !known.has(externalId));
    differences.push(...strays.map(({ accountId }) => `account ${accountId} is active and belongs to nobody`));
  }
  const byState: Record<string, number> = { active: 0, inactive: 0, deleted: 0 };
  for (const { state } of accounts) byState[state] = (byState[state] ?? 0) + 1;
  const inScope = people.filter((want) => want.inScope).length;
  return { people: people.length, inScope, accounts: byState, held: held.size, unprovided, differences };
}

/** Where both ends are, and how much of them is compared. */
export interface Ends {
  readonly graph: string;
  readonly genesys: string;
  /** `all`, or `assigned` for people assigned directly. */
  readonly scope: string;
  /** Replaces the built-in one. */
  readonly mapping: SimpleMapping | undefined;
}

/** What both control doors show at this moment. */
export async function readEnds(
  ends: Ends,
): Promise<{ readonly people: readonly Expectation[]; readonly accounts: readonly SeenAccount[] }> {
  const [directory, target] = await Promise.all([
    callDoor(`${ends.graph}/control/people`),
    callDoor(`${ends.genesys}/control/users`),
  ]);
  const { mapping, scope } = ends;
  const people = asDocuments(directory.people).map((person) => {
    const usual = expectationOf(person, scope);
    return mapping === undefined ? usual : underMapping(person, usual, mapping);
  });
  return { people, accounts: asDocuments(target.users).map((entry) => accountOf(entry, mapping)) };
}
