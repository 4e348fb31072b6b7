import { difference, EXTERNAL_ID } from '../domain/difference.ts';
import type { AttributeName, AttributeValue, SourceUser } from '../domain/mapping/types.ts';
import { type Attempt, doubt, type Outcome, park, send, wait } from './attempt.ts';
import { obtainAccount } from './obtain-account.ts';
import { confirm } from './settle.ts';
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
    const ended = await obtainAccount(attempt, wanted);
    if (ended !== undefined) return ended;
  }
  for (const name of evaluation.createOnly) wanted.delete(name);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (attempt.record.have.state === 'inactive' && mapping.managesActive) {
      await enable(attempt);
      continue;
    }
    const changes = difference(wanted, attempt.record.have, digester, attempt.account);
    if (changes.size === 0) return confirm(attempt, ahead);
    const ended = await writeAttributes(attempt, changes);
    if (ended !== undefined) return ended;
  }
  return wait(attempt, 'too-many-rounds', configuration.timings.lookAgain);
}

/** A resumed old enumerator may have made a record from an old list, which no later epoch protects: asked before a create. */
async function isEntitledNow({ ports, record }: Attempt): Promise<boolean> {
  return ports.configuration.scope === 'all' || ports.members.isWanted('app', record.id);
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
