import { asConnectorError, type ConnectorError } from '../domain/connector-error.ts';
import { additiveOf, confirmed, EXTERNAL_ID, shownValue } from '../domain/difference.ts';
import { catalogueEntry } from '../domain/mapping/catalogue.ts';
import type { AttributeName, AttributeValue } from '../domain/mapping/types.ts';
import type { Have } from '../domain/record.ts';
import { type Attempt, again, type Outcome, park, send, wait } from './attempt.ts';
import { nameConflict } from './name-conflict.ts';
import type { AttributeValues, SendOptions, TargetAccount } from './ports.ts';
import { accountMissing, answeredMissing, takeReading } from './settle.ts';

const USER_NAME = 'userName' as AttributeName;
/** Refusals of the way in which a value was to be removed, not of the value. */
const FORM_REFUSED = ['invalid-path', 'invalid-filter'];

/**
 * Writes what differs in one PATCH. A remove that the target refuses or does not carry out is tried once more by writing
 * the attribute whole; undefined = go on and compare again.
 */
export async function writeAttributes(attempt: Attempt, changes: AttributeValues): Promise<Outcome | undefined> {
  const removed = [...changes].filter(([, value]) => value === null);
  const others = [...changes].filter(([, value]) => value !== null);
  try {
    if (!attempt.clearsWhole || removed.length === 0) await patch(attempt, changes);
    else if (others.length > 0) await patch(attempt, new Map(others));
    else return await clearWhole(attempt, new Map(removed));
    return undefined;
  } catch (error) {
    const known = asConnectorError(error);
    if (known?.kind === 'notFound') return answeredMissing(attempt);
    if (known !== undefined && removed.length > 0 && !attempt.clearsWhole && refusesForm(known)) {
      attempt.clearsWhole = true;
      return undefined;
    }
    // A value to be removed is gone already: the account was changed by somebody else, as with a version conflict.
    const gone = known?.kind === 'rejected' && known.code.endsWith('no-target') && !attempt.reloaded;
    if (known?.kind !== 'version' && known?.kind !== 'conflict' && !gone) throw error;
    return reload(attempt, changes.get(USER_NAME), gone);
  }
}

/** True when the target refuses how a value was to be removed. */
export function refusesForm({ kind, code }: ConnectorError): boolean {
  return kind === 'rejected' && FORM_REFUSED.some((tail) => code.endsWith(tail));
}

/** What was written, without the removed values that the answer still shows. */
export function carriedOut(written: AttributeValues, answer: TargetAccount): AttributeValues {
  return new Map([...written].filter(([name, value]) => value !== null || shownValue(answer, name) === null));
}

async function patch(attempt: Attempt, changes: AttributeValues): Promise<void> {
  const { target, configuration } = attempt.ports;
  const id = attempt.record.have.accountId ?? '';
  const additive = additiveOf(changes, configuration.mapping.flows);
  const values = new Map([...changes].filter(([name]) => name !== EXTERNAL_ID));
  const external = changes.has(EXTERNAL_ID) ? { externalId: attempt.record.id } : {};
  await sendUpdate(attempt, changes, (options) => target.update(id, values, { ...options, ...external, additive }));
}

/**
 * The last form there is, for multi-valued attributes only: a PUT of the whole account could give or take what the
 * connector does not manage. What still stands waits for a person; everything else is written.
 */
async function clearWhole(attempt: Attempt, removed: AttributeValues): Promise<Outcome | undefined> {
  const { target, budget, configuration } = attempt.ports;
  if (attempt.account === undefined) {
    await budget.grant({ urgent: false, maxWaitMs: configuration.timings.waitInside });
    const shown = await target.read(attempt.record.have.accountId ?? '');
    if (shown === undefined) await accountMissing(attempt);
    else await takeReading(attempt, shown);
  }
  const account = attempt.account;
  if (account === undefined) return wait(attempt, 'account-missing', 0);
  const left = [...removed.keys()].filter((name) => shownValue(account, name) !== null);
  const slots = left.filter(isMultiValued);
  if (slots.length > 0) {
    await sendUpdate(attempt, new Map(slots.map((name) => [name, null])), (options) =>
      target.clearWhole(account, slots, options),
    );
  }
  const still = left.filter((name) => attempt.account !== undefined && shownValue(attempt.account, name) !== null);
  return still.length === 0 ? undefined : park(attempt, `not-cleared:${still.join('+')}`);
}

function isMultiValued(name: AttributeName): boolean {
  const entry = catalogueEntry(name);
  return entry?.kind === 'list' || entry?.location.filter !== undefined;
}

/** One PATCH; a removed value that the answer still shows is not counted as sent. */
async function sendUpdate(
  attempt: Attempt,
  changes: AttributeValues,
  request: (options: SendOptions) => Promise<TargetAccount>,
): Promise<void> {
  const { digester } = attempt.ports;
  await send(attempt, {
    verb: 'update',
    targetId: attempt.record.have.accountId,
    attributes: [...changes.keys()],
    send: request,
    done: (have, answer): Have => {
      if (answer === undefined) return have;
      const done = carriedOut(changes, answer);
      if (done.size < changes.size) attempt.clearsWhole = true;
      return {
        ...have,
        ...confirmed(have, done, answer, digester),
        state: answer.active ? 'active' : 'inactive',
        targetVersion: answer.version,
      };
    },
  });
}

/** 409, 412 or 400 invalidVers: a version that moved is written once more, else the name is taken. */
async function reload(
  attempt: Attempt,
  userName: AttributeValue | undefined,
  changed: boolean,
): Promise<Outcome | undefined> {
  const { target, budget, configuration } = attempt.ports;
  const { have } = attempt.record;
  await budget.grant({ urgent: false, maxWaitMs: configuration.timings.waitInside });
  const account = await target.read(have.accountId ?? '');
  if (account === undefined) {
    await accountMissing(attempt);
    return wait(attempt, 'account-missing', 0);
  }
  const moved = changed || account.version !== have.targetVersion;
  await takeReading(attempt, account);
  if (attempt.record.have.accountId === null) return wait(attempt, 'account-of-another', 1);
  if (moved && !attempt.reloaded) {
    attempt.reloaded = true;
    return undefined;
  }
  if (typeof userName === 'string') return nameConflict(attempt, userName, undefined);
  return again(attempt, 'version-conflict');
}
