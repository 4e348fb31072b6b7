import { type Have, isDirty, type UserRecord } from '../domain/record.ts';
import { type Attempt, type Outcome, park, wait } from './attempt.ts';
import type { Ports } from './configuration.ts';
import { Conflict, type RecordStore } from './ports.ts';

const CHAIN = 10;
const TRIES = 5;
/** Attempts a minute apart before a name counts as held. */
const SOON_TRIES = 10;
/** Records that may wait for one name at a time. */
const MAX_WAITERS = 5;

/**
 * Another account holds the name. If its record is dirty the name may be freed any minute: it is woken and this one tries
 * again soon. Otherwise, or in a cycle (two people swapping names), the record parks until the name is freed, an hour at most.
 */
export async function nameConflict(attempt: Attempt, userName: string, owner: string | undefined): Promise<Outcome> {
  const { records, configuration } = attempt.ports;
  const { id } = attempt.record;
  const { timings } = configuration;
  const holder = owner ?? (await ownerOf(attempt, userName));
  const stored = holder === undefined || holder === id ? undefined : await records.read(holder);
  if (holder === undefined || stored === undefined) return park(attempt, 'name-held', timings.nameHeld);
  const { parked } = stored.value.have;
  const soon = isDirty(stored.value) && !parked && attempt.record.have.attempts <= SOON_TRIES;
  const wake = soon && !(await closesCycle(records, id, stored.value));
  await changeHave(records, holder, (have) => {
    const nameWantedBy = have.nameWantedBy.includes(id)
      ? have.nameWantedBy
      : [...have.nameWantedBy, id].slice(-MAX_WAITERS);
    const next = { ...have, nameWantedBy };
    if (!wake || have.recheck !== null) return next;
    return { ...next, recheck: { reason: 'name-wanted', looks: 0 }, nextAttempt: attempt.ports.clock.now() };
  });
  attempt.record = { ...attempt.record, have: { ...attempt.record.have, waitsFor: holder } };
  return wake ? wait(attempt, 'name-held', timings.lookAgain) : park(attempt, 'name-held', timings.nameHeld);
}

async function ownerOf(attempt: Attempt, userName: string): Promise<string | undefined> {
  const { target, budget, claims, configuration } = attempt.ports;
  await budget.grant({ urgent: false, maxWaitMs: configuration.timings.waitInside });
  const [holder] = await target.searchByUserName(userName);
  return holder === undefined ? undefined : (await claims.read(holder.id))?.value.owner;
}

async function closesCycle(records: RecordStore, id: string, holder: UserRecord): Promise<boolean> {
  let waitsFor = holder.have.waitsFor;
  for (let step = 0; step < CHAIN && waitsFor !== null; step += 1) {
    if (waitsFor === id) return true;
    waitsFor = (await records.read(waitsFor))?.value.have.waitsFor ?? null;
  }
  return waitsFor !== null;
}

/** After a confirmed change of a name or an account: whoever waited for it is looked at now. */
export async function freeWaiters(attempt: Attempt): Promise<void> {
  const waiting = attempt.record.have.nameWantedBy;
  if (waiting.length === 0) return;
  await freeEach(attempt.ports, waiting);
  await changeHave(attempt.ports.records, attempt.record.id, (have) => ({
    ...have,
    nameWantedBy: have.nameWantedBy.filter((id) => !waiting.includes(id)),
  }));
}

/** Those who waited for a name are looked at now. */
export async function freeEach(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  waiting: readonly string[],
): Promise<void> {
  for (const id of waiting) {
    await changeHave(records, id, (have) => ({
      ...have,
      waitsFor: null,
      parked: false,
      recheck: have.recheck ?? { reason: 'name-freed', looks: 0 },
      nextAttempt: have.intent === null && have.searchAfter === null ? clock.now() : have.nextAttempt,
    }));
  }
}

/** Changes another record's have half; a record that keeps moving is looked at within the hour anyway. */
export async function changeHave(records: RecordStore, id: string, change: (have: Have) => Have): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const stored = await records.read(id);
    if (stored === undefined) return;
    try {
      await records.write({ ...stored.value, have: change(stored.value.have) }, stored.etag);
      return;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
}
