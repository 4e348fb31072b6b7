import { asConnectorError } from '../domain/connector-error.ts';
import { confirmed, countedAsSent, difference, EXTERNAL_ID, leftAlone, unseen } from '../domain/difference.ts';
import { SCHEMA_URN } from '../domain/mapping/catalogue.ts';
import type { AttributeName, AttributeValue, SkippedAttribute, SourceUser } from '../domain/mapping/types.ts';
import { asCode, asDeclared, asRedacted } from '../domain/safe-text.ts';
import { linkLost } from './adopt-account.ts';
import { type Attempt, again, doubt, type Outcome, park, type Request, send } from './attempt.ts';
import { evaluationContext } from './evaluation-context.ts';
import { obtainAccount } from './obtain-account.ts';
import { requireOwnAccount } from './own-account.ts';
import type { AttributeValues } from './ports.ts';
import { answeredMissing, confirm, readAccount, update } from './settle.ts';
import { writeAttributes } from './write-attributes.ts';

/** Characters of what an event says about a mapping. */
const LONGEST_REASON = 300;
const LONGEST_WHY = 1000;

/** Requests of one attempt: enable, write, again after a version conflict, twice for a remove, and room for one surprise. */
const MAX_ROUNDS = 7;
/** What an inactive or deleted account loses at the target (Genesys: direct roles, division, skills, languages). */
const LOST_ON_RETURN = [
  'roles',
  `${SCHEMA_URN.enterprise}:division`,
  `${SCHEMA_URN.genesys}:routingSkills`,
  `${SCHEMA_URN.genesys}:routingLanguages`,
];

/** Steps 5 to 9 for a person in scope. */
export async function applyInScope(attempt: Attempt, user: SourceUser | undefined): Promise<Outcome> {
  const { configuration, digester } = attempt.ports;
  const { mapping } = configuration;
  if (user === undefined || user.accountEnabled === false || !mapping.userFilter.isInScope(user)) return doubt(attempt);
  const evaluation = mapping.evaluate(user, evaluationContext(attempt.ports));
  if (!evaluation.ok && evaluation.ignored !== true) return parkMapping(attempt, evaluation);
  const ahead = digester.source(user, mapping.select) !== attempt.record.want.sourceDigest;
  if (!evaluation.ok) return ignore(attempt, ahead);
  const wanted = new Map<AttributeName, AttributeValue>(evaluation.values).set(EXTERNAL_ID, attempt.record.id);
  await seeWhatIsThere(attempt, wanted);
  const isNew = attempt.record.have.accountId === null;
  if (attempt.record.have.accountId === null || attempt.record.have.state === 'deleted') {
    if (evaluation.missing !== undefined) return parkMapping(attempt, evaluation.missing);
    if (!(await isEntitledNow(attempt))) return doubt(attempt);
    const ended = await obtainAccount(attempt, wanted, evaluation);
    if (ended !== undefined) return ended;
  }
  for (const name of evaluation.createOnly) wanted.delete(name);
  // What always flows goes out once with every change of the person.
  const { version } = attempt.record.want;
  let force = Math.max(attempt.record.have.confirmedVersion, attempt.record.have.forcedVersion ?? 0) < version;
  let enabled = false;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (attempt.record.have.state === 'inactive' && mapping.managesActive) {
      if (enabled) return again(attempt, 'not-carried-out');
      const ended = await enable(attempt);
      if (ended !== undefined) return ended;
      enabled = true;
      continue;
    }
    const shown = attempt.account;
    const changes = difference(wanted, attempt.record.have, digester, { shown, flows: mapping.flows, force });
    if (changes.size === 0) {
      countShown(attempt, wanted);
      return settled(attempt, evaluation.skipped, isNew, ahead);
    }
    const ended = await writeAttributes(attempt, changes);
    if (ended !== undefined) return ended;
    update(attempt, { forcedVersion: version });
    force = false;
  }
  return again(attempt, 'too-many-rounds');
}

/**
 * What was read and found as wanted counts as sent: older digests would say later that a value which has gone back since
 * then stands there already.
 */
function countShown(attempt: Attempt, wanted: AttributeValues): void {
  const { account, record, ports } = attempt;
  if (account === undefined) return;
  const sent = countedAsSent(wanted, account, ports.configuration.mapping.flows);
  update(attempt, confirmed(record.have, sent, account, ports.digester));
}

/** IgnoreObjectFlow: nothing is wrong and nothing is written; an account that a lost create left behind is still linked. */
async function ignore(attempt: Attempt, ahead: boolean): Promise<Outcome> {
  await linkLost(attempt);
  return confirm(attempt, ahead);
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
      why: asDeclared(unsuited.map(sentenceOf).join('; ').slice(0, LONGEST_WHY)),
    });
  }
  const failure = skipped.find(({ failed, onlyOnCreate }) => failed && (isNew || !onlyOnCreate));
  if (failure === undefined) return confirm(attempt, ahead);
  update(attempt, { suspect: have.suspect && !attempt.targetRead });
  return parkMapping(attempt, failure);
}

/** Attribute and reason apart: what would be taken for content in a reason belongs to the name of an attribute. */
function sentenceOf({ attribute, reason }: SkippedAttribute): string {
  return `${asCode(attribute)} ${asRedacted(reason, LONGEST_REASON)}`;
}

/** The event holds no value of the person; the record names the attribute. */
async function parkMapping(
  attempt: Attempt,
  { attribute, expression, reason }: Pick<SkippedAttribute, 'attribute' | 'expression' | 'reason'>,
): Promise<Outcome> {
  attempt.ports.events.emit('mapping-failed', {
    id: attempt.record.id,
    attribute: asCode(attribute),
    expression: asDeclared(expression),
    reason: asRedacted(reason, LONGEST_REASON),
  });
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
