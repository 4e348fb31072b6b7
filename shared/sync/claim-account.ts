import type { UserRecord } from '../domain/record.ts';
import type { Attempt } from './attempt.ts';
import { type Claim, Conflict, type TargetAccount } from './ports.ts';

const TRIES = 5;

/**
 * One target id has one owner. Writes this record's claim (its own again too, so that the ETag changes); takes an abandoned
 * one, and after a create (its answer may have been lost: the account then carries this record's object id) also that of a
 * deleted or purged record. False = a living record owns the account.
 */
export async function claimAccount(attempt: Attempt, account: TargetAccount, how: Claim['how']): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await claimOnce(attempt, account, how);
    } catch (error) {
      // Its former owner may be giving the claim up this very moment.
      if (!(error instanceof Conflict)) throw error;
    }
  }
  return false;
}

/** @throws Conflict when the claim moved between reading and writing it */
async function claimOnce(
  attempt: Attempt,
  { id: targetId, externalId }: TargetAccount,
  how: Claim['how'],
): Promise<boolean> {
  const { claims, records, events } = attempt.ports;
  const mine: Claim = { owner: attempt.record.id, how };
  const isMade = how === 'created' || externalId === mine.owner;
  const claim = await claims.read(targetId);
  if (claim === undefined) {
    await claims.insert(targetId, mine);
    return true;
  }
  if (claim.value.owner !== mine.owner) {
    const owner = (await records.read(claim.value.owner))?.value;
    if (!isAbandoned(owner, targetId) && !(isMade && isGone(owner))) {
      events.emit('account-claimed-by-another', { id: mine.owner, owner: claim.value.owner });
      return false;
    }
  }
  await claims.replace(targetId, mine, claim.etag);
  return true;
}

/** The account is gone: its claim goes too, unless it has moved to somebody for whom the account came back. */
export async function giveUpClaim(attempt: Attempt, targetId: string): Promise<void> {
  const { claims } = attempt.ports;
  const claim = await claims.read(targetId);
  if (claim?.value.owner !== attempt.record.id) return;
  try {
    await claims.remove(targetId, claim.etag);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
  }
}

/** The owner neither links the account nor may still be about to. */
function isAbandoned(owner: UserRecord | undefined, targetId: string): boolean {
  if (owner === undefined) return true;
  const { have } = owner;
  return have.accountId !== targetId && have.intent === null && have.readAgainAt === null;
}

function isGone(owner: UserRecord | undefined): boolean {
  return owner === undefined || owner.have.state === 'deleted' || owner.want.source === 'purged';
}
