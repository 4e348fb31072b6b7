import type { Have } from '../domain/record.ts';
import { words } from '../domain/safe-text.ts';
import { type Attempt, Ended, save } from './attempt.ts';
import type { TargetAccount } from './ports.ts';

/**
 * The linked account may meanwhile have become another person's: a POST brings a deleted account back, and the claim moves to
 * whoever sent it. Asked whenever the account was read and right before every disable, enable and delete.
 */
export async function isOwnAccount(attempt: Attempt, shown: TargetAccount): Promise<boolean> {
  return (await ownClaim(attempt, shown)) !== undefined;
}

/** ETag of the claim; undefined when the account is another's. */
async function ownClaim(attempt: Attempt, shown?: TargetAccount): Promise<string | undefined> {
  const { claims, records, events } = attempt.ports;
  const { id, have } = attempt.record;
  const claim = await claims.read(have.accountId ?? '');
  const carried = shown?.externalId ?? id;
  // The POST may have been carried out while its claim is still to come.
  const isOthers = carried !== id && (await records.read(carried)) !== undefined;
  if (claim?.value.owner === id && !isOthers) return claim.etag;
  events.emit('account-claimed-by-another', { id, owner: isOthers ? carried : (claim?.value.owner ?? '') });
  return undefined;
}

/** Nothing is known of an account of this person any more, so one is searched for. */
export function unlinked(have: Have, now: number): Have {
  const nothing = { accountId: null, state: 'none', sent: {}, echo: {}, targetVersion: null } as const;
  return { ...have, ...nothing, missingSince: null, searchAfter: now, searchPage: null };
}

/** Step 7 before a disable, an enable and a delete: the claim's ETag. @throws Ended with the record unlinked without one */
export async function requireOwnAccount(attempt: Attempt): Promise<string> {
  const claim = await ownClaim(attempt);
  if (claim !== undefined) return claim;
  const now = attempt.ports.clock.now();
  await save(attempt, { ...unlinked(attempt.record.have, now), nextAttempt: now });
  throw new Ended({ kind: 'moved', detail: words("the account is another person's"), waitMs: 1 });
}
