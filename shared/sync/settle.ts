import type { Have } from '../domain/record.ts';
import { asCode, words } from '../domain/safe-text.ts';
import { type Attempt, Ended, type Outcome, save, uncounted, wait } from './attempt.ts';
import { giveUpClaim } from './claim-account.ts';
import { freeEach, freeWaiters } from './name-conflict.ts';
import { isOwnAccount, unlinked } from './own-account.ts';
import type { TargetAccount } from './ports.ts';

/** Looks at a source that differs from what the record was built on, before enumeration is asked. */
const MAX_LOOKS = 10;

/** Step 4: a suspect account is read before anything is decided. */
export async function readTarget(attempt: Attempt): Promise<void> {
  const { record, startedAt } = attempt;
  const { have } = record;
  const again = have.readAgainAt !== null && have.readAgainAt <= startedAt;
  if (!have.suspect && !again) return;
  if (have.accountId === null) {
    // Nothing to read: what may exist is searched for, in scope before a create, leaving before it counts as done.
    if (have.searchAfter === null) update(attempt, { searchAfter: startedAt });
    attempt.targetRead = true;
    return;
  }
  await readAccount(attempt, have.accountId);
}

/** Reads the account that the record links; one that is gone ends the attempt. */
export async function readAccount(attempt: Attempt, accountId: string): Promise<void> {
  const { ports, record } = attempt;
  await ports.budget.grant({
    urgent: record.want.departure !== null,
    maxWaitMs: ports.configuration.timings.waitInside,
  });
  const account = await ports.target.read(accountId);
  if (account === undefined) {
    if (record.have.state === 'deleted') attempt.targetRead = true;
    else await accountMissing(attempt);
    return;
  }
  attempt.targetRead = true;
  await takeReading(attempt, account);
}

/** What a reading of the linked account says. One that shows another person's account ends the link. */
export async function takeReading(attempt: Attempt, account: TargetAccount): Promise<void> {
  if (!(await isOwnAccount(attempt, account))) return unlink(attempt);
  attempt.account = account;
  update(attempt, {
    state: account.active ? 'active' : 'inactive',
    targetVersion: account.version,
    missingSince: null,
  });
}

/** The account is another person's: for a leaver nothing is left to take away, anybody else gets one again. */
function unlink(attempt: Attempt): void {
  attempt.account = undefined;
  attempt.targetRead = true;
  update(attempt, unlinked(attempt.record.have, attempt.startedAt));
}

/** Changes the have half in memory; the next save stores it. */
export function update(attempt: Attempt, have: Partial<Have>): void {
  attempt.record = { ...attempt.record, have: { ...attempt.record.have, ...have } };
}

/** A write was answered with 404: suspect, and looked at again. */
export async function answeredMissing(attempt: Attempt): Promise<Outcome> {
  update(attempt, { suspect: true });
  await accountMissing(attempt);
  return wait(attempt, 'account-missing', 0);
}

/** 404 on a known account: looked at again after five minutes; a second 404 means it is deleted. */
export async function accountMissing(attempt: Attempt): Promise<void> {
  const { clock, configuration, claims, events } = attempt.ports;
  const { have, id } = attempt.record;
  const now = clock.now();
  const { missingAccount } = configuration.timings;
  if (have.missingSince === null || now - have.missingSince < missingAccount) {
    const since = have.missingSince ?? now;
    const left = since + missingAccount - now;
    throw new Ended(
      await wait(attempt, 'account-missing', left, { ...uncounted(attempt), missingSince: since, suspect: true }),
    );
  }
  const claim = have.accountId === null ? undefined : await claims.read(have.accountId);
  events.emit('account-deleted-at-target', { id });
  await save(attempt, {
    ...attempt.record.have,
    accountId: null,
    state: 'deleted',
    sent: {},
    echo: {},
    targetVersion: null,
    missingSince: null,
    suspect: false,
    searchAfter: now,
    searchPage: null,
    nameWantedBy: [],
  });
  // Its name is free, whatever becomes of this person.
  await freeEach(attempt.ports, have.nameWantedBy);
  if (have.accountId !== null && claim?.value.owner === id) await giveUpClaim(attempt, have.accountId, claim.etag);
  attempt.targetRead = true;
}

/** Nothing is left to write. A reading that differs from the record's own digest never confirms the version. */
export async function confirm(attempt: Attempt, ahead: boolean): Promise<Outcome> {
  const { clock, configuration, events } = attempt.ports;
  const { want, have, id } = attempt.record;
  const lookedAgain = have.readAgainAt !== null && have.readAgainAt <= attempt.startedAt && attempt.targetRead;
  const settled: Have = {
    ...have,
    confirmedVersion: want.version,
    suspect: have.suspect && !attempt.targetRead,
    readAgainAt: lookedAgain ? null : have.readAgainAt,
    searchAfter: null,
    searchPage: null,
    missingSince: null,
    recheck: null,
    waitsFor: null,
    attempts: 0,
    reason: null,
    parked: false,
    nextAttempt: want.doubtUntil === null ? 0 : clock.now() + configuration.timings.lookAgain,
  };
  if (!ahead) {
    await save(attempt, settled);
    // A look at what stood confirmed already had nobody waiting for it.
    if (have.confirmedVersion < want.version && want.grownAt !== null) {
      events.measure('change.lag', clock.now() - want.grownAt, {});
    }
    await freeWaiters(attempt);
    return { kind: 'confirmed', detail: asCode(`version-${want.version}`) };
  }
  const looks = (have.recheck?.reason === 'source-ahead' ? have.recheck.looks : 0) + 1;
  const recheck =
    looks > MAX_LOOKS ? ({ reason: 'source-doubt', looks: 0 } as const) : ({ reason: 'source-ahead', looks } as const);
  await save(attempt, {
    ...settled,
    confirmedVersion: have.confirmedVersion,
    recheck,
    reason: recheck.reason,
    nextAttempt: clock.now() + configuration.timings.lookAgain,
  });
  events.emit('source-ahead', { id, looks });
  return { kind: 'looked-ahead', detail: words(recheck.reason) };
}
