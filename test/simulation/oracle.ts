import type { AttributeName } from '../../shared/domain/mapping/types.ts';
import type { DepartureWhy } from '../../shared/domain/record.ts';
import type { Settings } from './settings.ts';
import type { Person, SimDirectory } from './sim-directory.ts';
import type { SimAccount } from './sim-target.ts';
import type { World } from './sim-world.ts';
import { isWanted, rowOf } from './truth.ts';

/** The last invariant (14): source quiet and target healthy, so the target shows what is wanted; one sentence per fault. */
export function judge(world: World, settings: Settings): readonly string[] {
  const { directory, target } = world;
  const live = [...target.accounts.values()].filter(({ deleted }) => !deleted);
  return directory.people().flatMap((person) => {
    const own = live.filter(({ externalId }) => externalId === person.id);
    const [account] = own;
    const holder = live.find((one) => show(one, 'userName') === person.upn);
    const nameTaken = holder !== undefined && holder.externalId !== person.id;
    const faults = own.length > 1 ? [`${person.id} has ${own.length} accounts`] : [];
    const wanted = isWanted(person, settings);
    faults.push(...judgeRow(world, person, wanted && nameTaken));
    if (!wanted) faults.push(...judgeLeaver(person, account, settings, seemsAbsent(person, directory)));
    else if (!nameTaken) faults.push(...judgeAccount(world, person, account, settings));
    return faults;
  });
}

function show(account: SimAccount, name: string): unknown {
  return account.values.get(name as AttributeName) ?? null;
}

/** Nothing is left to do, but for somebody in scope whose name another account holds: that record waits. */
function judgeRow({ records, scheduler }: World, person: Person, waits: boolean): string[] {
  const record = records.peek().find(({ id }) => id === person.id);
  const row = record === undefined ? 'none' : rowOf(record);
  if (waits ? row === 'due' && record?.have.parked : row === 'none') return [];
  const what = waits ? 'waits for a name but is' : 'is still';
  return [`${person.id} ${what} ${row} at ${scheduler.now}: ${JSON.stringify(record)}`];
}

/**
 * Who left while a token was lost is missing from the new feed. A lagging replica may contradict the news of somebody in the
 * bin, after which nothing but the absence is left; the news of a purge cannot be contradicted.
 */
function seemsAbsent({ state }: Person, { lostTokens, lagged }: SimDirectory): boolean {
  return (lostTokens > 0 && state !== 'present') || (lagged && state === 'softDeleted');
}

/** What the directory says now decides. */
function judgeLeaver(
  person: Person,
  account: SimAccount | undefined,
  { leaver }: Settings,
  maySeemAbsent: boolean,
): string[] {
  if (account === undefined) return [];
  const why: DepartureWhy = person.state !== 'present' ? person.state : person.enabled ? 'unassigned' : 'disabled';
  // A purge that nobody saw leaves the record in the bin, or absent.
  const unseen = maySeemAbsent ? [leaver.absent, ...(why === 'purged' ? [leaver.softDeleted] : [])] : [];
  const actions = [leaver[why], ...unseen];
  if (actions.every((action) => action === 'delete')) return [`${person.id} left (${why}) but ${account.id} exists`];
  return account.active && !actions.includes('keep') ? [`${person.id} left (${why}) but ${account.id} is active`] : [];
}

function judgeAccount(
  { claims }: World,
  person: Person,
  account: SimAccount | undefined,
  { withTitle }: Settings,
): string[] {
  if (account === undefined) return [`${person.id} has no account`];
  const faults = account.active ? [] : [`${person.id} is in scope but ${account.id} is inactive`];
  const want = [
    ['userName', person.upn],
    ['displayName', person.displayName],
    ...(withTitle ? [['title', person.jobTitle] as const] : []),
  ] as const;
  for (const [name, value] of want) {
    const shown = show(account, name);
    if (shown !== value)
      faults.push(`${person.id} shows ${name} ${JSON.stringify(shown)} instead of ${JSON.stringify(value)}`);
  }
  const owner = claims.peek().get(account.id)?.owner;
  return owner === person.id ? faults : [...faults, `${account.id} of ${person.id} is claimed by ${owner}`];
}
