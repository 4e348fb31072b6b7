import { asConnectorError } from '../domain/connector-error.ts';
import { confirmed, difference, EXTERNAL_ID } from '../domain/difference.ts';
import type { AttributeName, AttributeValue, SourceUser } from '../domain/mapping/types.ts';
import { type Attempt, again, doubt, type Outcome, park, type Request, send } from './attempt.ts';
import { obtainAccount } from './obtain-account.ts';
import { requireOwnAccount } from './own-account.ts';
import type { AttributeValues } from './ports.ts';
import { answeredMissing, confirm, update } from './settle.ts';
import { writeAttributes } from './write-attributes.ts';

/** Requests of one attempt: enable, write, again after a version conflict, twice for a remove, and room for one surprise. */
const MAX_ROUNDS = 7;
/** What an inactive or deleted account loses at the target (Genesys: direct roles, division). */
const LOST_ON_RETURN = ['roles', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division'];

/** Steps 5 to 9 for a person in scope. */
export async function applyInScope(attempt: Attempt, user: SourceUser | undefined): Promise<Outcome> {
  const { configuration, digester } = attempt.ports;
  const { mapping } = configuration;
  if (user === undefined || user.accountEnabled === false) return doubt(attempt);
  const evaluation = mapping.evaluate(user);
  if (!evaluation.ok) return park(attempt, `mapping:${evaluation.attribute}`);
  const ahead = digester.source(user, mapping.select) !== attempt.record.want.sourceDigest;
  const wanted = new Map<AttributeName, AttributeValue>(evaluation.values).set(EXTERNAL_ID, attempt.record.id);
  if (attempt.record.have.accountId === null || attempt.record.have.state === 'deleted') {
    if (!(await isEntitledNow(attempt))) return doubt(attempt);
    const ended = await obtainAccount(attempt, wanted, evaluation.createOnly);
    if (ended !== undefined) return ended;
  }
  for (const name of evaluation.createOnly) wanted.delete(name);
  let enabled = false;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (attempt.record.have.state === 'inactive' && mapping.managesActive) {
      if (enabled) return again(attempt, 'not-carried-out');
      const ended = await enable(attempt);
      if (ended !== undefined) return ended;
      enabled = true;
      continue;
    }
    const changes = difference(wanted, attempt.record.have, digester, attempt.account);
    if (changes.size === 0) return confirmShown(attempt, wanted, ahead);
    const ended = await writeAttributes(attempt, changes);
    if (ended !== undefined) return ended;
  }
  return again(attempt, 'too-many-rounds');
}

/**
 * What was read and found as wanted counts as sent: older digests would say later that a value which has gone back since
 * then stands there already.
 */
function confirmShown(attempt: Attempt, wanted: AttributeValues, ahead: boolean): Promise<Outcome> {
  const { account, record, ports } = attempt;
  if (account !== undefined) update(attempt, confirmed(record.have, wanted, account, ports.digester));
  return confirm(attempt, ahead);
}

/** A resumed old enumerator may have made a record from an old list, which no later epoch protects: asked before a create. */
async function isEntitledNow({ ports, record }: Attempt): Promise<boolean> {
  return ports.configuration.scope === 'all' || ports.members.isWanted('app', record.id);
}

/** `active` goes in a request of its own, before anything else; what the account lost meanwhile is void. */
async function enable(attempt: Attempt): Promise<Outcome | undefined> {
  const { target } = attempt.ports;
  const id = attempt.record.have.accountId ?? '';
  const request: Request = {
    verb: 'enable',
    targetId: id,
    attributes: ['active'],
    before: async () => {
      await requireOwnAccount(attempt);
    },
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
  };
  try {
    await send(attempt, request);
    return undefined;
  } catch (error) {
    if (asConnectorError(error)?.kind !== 'notFound') throw error;
    return answeredMissing(attempt);
  }
}
