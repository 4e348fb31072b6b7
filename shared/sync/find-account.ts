import type { AttributeName } from '../domain/mapping/types.ts';
import { type Attempt, Ended, park, uncounted, wait } from './attempt.ts';
import type { AttributeValues, TargetAccount } from './ports.ts';
import { update } from './settle.ts';

const USER_NAME = 'userName' as AttributeName;
/** Inactive accounts that are looked through for a name the filter does not show. */
const MAX_INACTIVE = 10_000;
const PAGES_AN_ATTEMPT = 20;

/** The account that carries this record's object id. */
export async function findOwn(attempt: Attempt): Promise<TargetAccount | undefined> {
  await grant(attempt);
  return onlyOne(attempt, await attempt.ports.target.searchByExternalId(attempt.record.id));
}

/**
 * The account that the target's filter shows for the name. Whether letter case counts in the filter is documented nowhere, and
 * accounts are mostly written in lower case, so that spelling is asked for too.
 */
export async function findByName(attempt: Attempt, userName: string): Promise<TargetAccount | undefined> {
  for (const spelling of new Set([userName, userName.toLowerCase()])) {
    await grant(attempt);
    const hit = await onlyOne(attempt, await attempt.ports.target.searchByUserName(spelling));
    if (hit !== undefined) return hit;
  }
  return undefined;
}

/** Looks for the account by the attributes the mapping names, in their order, before one is created. */
export async function findByMatching(attempt: Attempt, wanted: AttributeValues): Promise<TargetAccount | undefined> {
  const { target, configuration } = attempt.ports;
  const { matching } = configuration.mapping;
  // A user name alone needs no search: a create that meets its own name says so.
  if (configuration.adoption !== 'byUserName' || matching.every((name) => name === USER_NAME)) return undefined;
  for (const name of matching) {
    const value = wanted.get(name);
    if (typeof value !== 'string') continue;
    await grant(attempt);
    const hit = await onlyOne(attempt, await target.searchByAttribute(name, value));
    if (hit !== undefined) return hit;
  }
  return undefined;
}

/**
 * Looks through the inactive accounts, for a target whose filter does not show them. A long list is read in several
 * attempts, each of which goes on where the last one stood.
 * @throws Ended when pages are left for the next attempt
 */
export async function findInactive(attempt: Attempt, userName: string): Promise<TargetAccount | undefined> {
  const { target } = attempt.ports;
  let next: number | undefined = attempt.record.have.searchPage ?? 1;
  for (let page = 0; next !== undefined && next <= MAX_INACTIVE; page += 1) {
    if (page === PAGES_AN_ATTEMPT) throw new Ended(await wait(attempt, 'searching-inactive', 0, uncounted(attempt)));
    await grant(attempt);
    const listed: Awaited<ReturnType<typeof target.listInactive>> = await target.listInactive(next);
    const hit = listed.accounts.find((account) => account.userName.toLowerCase() === userName.toLowerCase());
    next = hit === undefined ? listed.next : undefined;
    update(attempt, { searchPage: next ?? null });
    if (hit !== undefined) return hit;
  }
  update(attempt, { searchPage: null });
  return undefined;
}

async function onlyOne(attempt: Attempt, hits: readonly TargetAccount[]): Promise<TargetAccount | undefined> {
  if (hits.length > 1) throw new Ended(await park(attempt, 'several-accounts'));
  return hits[0];
}

async function grant(attempt: Attempt): Promise<void> {
  const { budget, configuration } = attempt.ports;
  const urgent = attempt.record.want.departure !== null;
  await budget.grant({ urgent, maxWaitMs: configuration.timings.waitInside });
}
