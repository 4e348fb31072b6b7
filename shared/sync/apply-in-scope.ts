import { asConnectorError } from '../domain/connector-error.ts';
import { confirmed, difference, EXTERNAL_ID, isAdditive, leftAlone, unseen } from '../domain/difference.ts';
import type { AttributeName, AttributeValue, SkippedAttribute, SourceUser } from '../domain/mapping/types.ts';
import { type Attempt, doubt, type Outcome, park, send, wait } from './attempt.ts';
import { evaluationContext } from './evaluation-context.ts';
import { nameConflict } from './name-conflict.ts';
import { obtainAccount } from './obtain-account.ts';
import type { AttributeValues } from './ports.ts';
import { accountMissing, confirm, readAccount, update } from './settle.ts';

/** Requests of one attempt: enable, write, write again after a version conflict, and room for one surprise. */
const MAX_ROUNDS = 6;
const USER_NAME = 'userName' as AttributeName;
/** What an inactive or deleted account loses at the target (Genesys: direct roles, division). */
const LOST_ON_RETURN = ['roles', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division'];

/** Steps 5 to 9 for a person in scope. */
export async function applyInScope(attempt: Attempt, user: SourceUser | undefined): Promise<Outcome> {
  const { configuration, digester } = attempt.ports;
  const { mapping } = configuration;
  if (user === undefined || user.accountEnabled === false || !mapping.userFilter.isInScope(user)) return doubt(attempt);
  const evaluation = mapping.evaluate(user, evaluationContext(attempt.ports));
  if (!evaluation.ok && evaluation.ignored !== true) return parkMapping(attempt, evaluation);
  const ahead = digester.source(user, mapping.select) !== attempt.record.want.sourceDigest;
  // IgnoreObjectFlow: nothing is wrong and nothing is written.
  if (!evaluation.ok) return confirm(attempt, ahead);
  const isNew = attempt.record.have.accountId === null;
  const wanted = new Map<AttributeName, AttributeValue>(evaluation.values).set(EXTERNAL_ID, attempt.record.id);
  if (attempt.record.have.accountId === null || attempt.record.have.state === 'deleted') {
    if (!(await isEntitledNow(attempt))) return doubt(attempt);
    const ended = await obtainAccount(attempt, wanted, evaluation);
    if (ended !== undefined) return ended;
  }
  for (const name of evaluation.createOnly) wanted.delete(name);
  await seeWhatIsThere(attempt, wanted);
  // What always flows goes out once with every change of the person.
  let force = attempt.record.have.confirmedVersion < attempt.record.want.version;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (attempt.record.have.state === 'inactive' && mapping.managesActive) {
      await enable(attempt);
      continue;
    }
    const shown = attempt.account;
    const changes = difference(wanted, attempt.record.have, digester, { shown, flows: mapping.flows, force });
    if (changes.size === 0) return settled(attempt, evaluation.skipped, isNew, ahead);
    const ended = await write(attempt, changes);
    if (ended !== undefined) return ended;
    force = false;
  }
  return wait(attempt, 'too-many-rounds', configuration.timings.lookAgain);
}

/** Nothing is left to write. An expression that failed parks the person: everything else has gone out all the same. */
async function settled(
  attempt: Attempt,
  skipped: readonly SkippedAttribute[],
  isNew: boolean,
  ahead: boolean,
): Promise<Outcome> {
  const { events } = attempt.ports;
  const { id, want, have } = attempt.record;
  const unsuited = skipped.filter(({ failed }) => !failed);
  if (unsuited.length > 0 && have.confirmedVersion < want.version) {
    events.emit('attributes-left-out', {
      id,
      why: unsuited.map(({ attribute, reason }) => `${attribute} ${reason}`).join('; '),
    });
  }
  const failure = skipped.find(({ failed, onlyOnCreate }) => failed && (isNew || !onlyOnCreate));
  if (failure === undefined) return confirm(attempt, ahead);
  update(attempt, { suspect: have.suspect && !attempt.targetRead });
  return parkMapping(attempt, failure);
}

/** The event holds no value of the person; the record names the attribute. */
async function parkMapping(
  attempt: Attempt,
  { attribute, expression, reason }: Pick<SkippedAttribute, 'attribute' | 'expression' | 'reason'>,
): Promise<Outcome> {
  attempt.ports.events.emit('mapping-failed', { id: attempt.record.id, attribute, expression, reason });
  return park(attempt, `mapping:${attribute}`);
}

/** Attributes that only fill a gap need to know whether there is one; what the target has is remembered as if it were sent. */
async function seeWhatIsThere(attempt: Attempt, wanted: AttributeValues): Promise<void> {
  const { digester, configuration } = attempt.ports;
  const { flows } = configuration.mapping;
  const { have } = attempt.record;
  if (have.accountId === null || unseen(wanted, have, flows).length === 0) return;
  if (attempt.account === undefined) await readAccount(attempt, have.accountId);
  if (attempt.account === undefined) return;
  update(attempt, confirmed(attempt.record.have, leftAlone(wanted, attempt.account, flows), attempt.account, digester));
}

/** A resumed old enumerator may have made a record from an old list, which no later epoch protects: asked before a create. */
async function isEntitledNow({ ports, record }: Attempt): Promise<boolean> {
  const direct = ports.configuration.scope === 'assigned' && record.want.entitledBy.includes('app');
  return !direct || ports.members.isWanted('app', record.id);
}

/** `active` goes in a request of its own, before anything else; what the account lost meanwhile is void. */
async function enable(attempt: Attempt): Promise<void> {
  const { target } = attempt.ports;
  const id = attempt.record.have.accountId ?? '';
  await send(attempt, {
    verb: 'enable',
    targetId: id,
    attributes: ['active'],
    send: (options) => target.setActive(id, true, options),
    done: (have, answer) => {
      const kept = Object.entries(have.sent).filter(([name]) => !LOST_ON_RETURN.includes(name));
      return {
        ...have,
        state: answer?.active === false ? 'inactive' : 'active',
        sent: Object.fromEntries(kept),
        targetVersion: answer?.version ?? null,
      };
    },
  });
}

async function write(attempt: Attempt, changes: AttributeValues): Promise<Outcome | undefined> {
  const { target, digester, configuration } = attempt.ports;
  const { flows } = configuration.mapping;
  const id = attempt.record.have.accountId ?? '';
  const additive = new Set([...changes].flatMap(([name, value]) => (isAdditive(flows.get(name), value) ? name : [])));
  const values = new Map([...changes].filter(([name]) => name !== EXTERNAL_ID));
  const external = changes.has(EXTERNAL_ID) ? { externalId: attempt.record.id } : {};
  try {
    await send(attempt, {
      verb: 'update',
      targetId: id,
      attributes: [...changes.keys()],
      send: (options) => target.update(id, values, { ...options, ...external, additive }),
      done: (have, answer) =>
        answer === undefined
          ? have
          : {
              ...have,
              ...confirmed(have, changes, answer, digester),
              state: answer.active ? 'active' : 'inactive',
              targetVersion: answer.version,
            },
    });
    return undefined;
  } catch (error) {
    const known = asConnectorError(error);
    if (known?.kind === 'notFound') {
      update(attempt, { suspect: true });
      await accountMissing(attempt);
      return wait(attempt, 'account-missing', 0);
    }
    // A value to be removed is gone already: the account was changed by somebody else, as with a version conflict.
    const gone = known?.kind === 'rejected' && known.code.endsWith('no-target') && !attempt.reloaded;
    if (known?.kind !== 'version' && known?.kind !== 'conflict' && !gone) throw error;
    return reload(attempt, values.get(USER_NAME), gone);
  }
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
  attempt.account = account;
  update(attempt, { targetVersion: account.version, state: account.active ? 'active' : 'inactive' });
  if (moved && !attempt.reloaded) {
    attempt.reloaded = true;
    return undefined;
  }
  if (typeof userName === 'string') return nameConflict(attempt, userName, undefined);
  return wait(attempt, 'version-conflict', configuration.timings.lookAgain);
}
