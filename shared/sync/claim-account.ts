import type { UserRecord } from '../domain/record.ts';
import type { Attempt } from './attempt.ts';
import { changeHave } from './name-conflict.ts';
import { type Claim, Conflict, type TargetAccount } from './ports.ts';

const TRIES = 5;

/**
 * One target id has one owner. Writes this record's claim (its own again too, so that the ETag changes); takes an abandoned
 * one, and after a create (its answer may have been lost: the account then carries this record's object id) also that of a
 * deleted record or a leaver's. False = the record of somebody in scope owns the account.
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
    // The account came back as this record's: whoever still links it must read it before writing anything.
    if (isMade && owner?.have.accountId === targetId) {
      await changeHave(records, owner.id, (have) => ({ ...have, suspect: true }));
    }
    if (!isAbandoned(owner, targetId) && !(isMade && isLeaving(owner))) {
      events.emit('account-claimed-by-another', { id: mine.owner, owner: claim.value.owner });
      return false;
    }
  }
  await claims.replace(targetId, mine, claim.etag);
  return true;
}

/** The account is gone: the claim that stood before that goes too. One that was written since then is for its return. */
export async function giveUpClaim(attempt: Attempt, targetId: string, etag: string): Promise<void> {
  try {
    await attempt.ports.claims.remove(targetId, etag);
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

function isLeaving(owner: UserRecord | undefined): boolean {
  return owner === undefined || owner.have.state === 'deleted' || owner.want.departure !== null;
}
