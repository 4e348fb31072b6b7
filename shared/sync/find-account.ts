import { type Attempt, Ended, park, uncounted, wait } from './attempt.ts';
import type { TargetAccount } from './ports.ts';
import { update } from './settle.ts';

/** Inactive accounts that are looked through for a name the filter does not show. */
const MAX_INACTIVE = 10_000;
const PAGES_AN_ATTEMPT = 20;

/** The account that carries this record's object id. */
export async function findOwn(attempt: Attempt): Promise<TargetAccount | undefined> {
  await grant(attempt);
  return onlyOne(attempt, await attempt.ports.target.searchByExternalId(attempt.record.id));
}

/** The account that the target's filter shows for the name. */
export async function findByName(attempt: Attempt, userName: string): Promise<TargetAccount | undefined> {
  await grant(attempt);
  return onlyOne(attempt, await attempt.ports.target.searchByUserName(userName));
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
