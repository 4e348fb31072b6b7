import type { UserRecord } from '../domain/record.ts';
import type { Attempt } from './attempt.ts';
import { type Claim, Conflict } from './ports.ts';

/**
 * One target id has one owner. Writes this record's claim (its own again too, so that the ETag changes); takes an abandoned
 * one, and after a create also that of a deleted or purged record. False = a living record owns the account.
 */
export async function claimAccount(attempt: Attempt, targetId: string, how: Claim['how']): Promise<boolean> {
  const { claims, records, events } = attempt.ports;
  const mine: Claim = { owner: attempt.record.id, how };
  try {
    const claim = await claims.read(targetId);
    if (claim === undefined) {
      await claims.insert(targetId, mine);
      return true;
    }
    if (claim.value.owner !== mine.owner) {
      const owner = (await records.read(claim.value.owner))?.value;
      if (!isAbandoned(owner, targetId) && !(how === 'created' && isGone(owner))) {
        events.emit('account-claimed-by-another', { id: mine.owner, owner: claim.value.owner });
        return false;
      }
    }
    await claims.replace(targetId, mine, claim.etag);
    return true;
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    return false;
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
