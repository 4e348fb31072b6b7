import { asConnectorError } from '../domain/connector-error.ts';
import { confirmed, difference, EXTERNAL_ID } from '../domain/difference.ts';
import { EvaluationError } from '../domain/mapping/language/expression-error.ts';
import type { AttributeName, Evaluation } from '../domain/mapping/types.ts';
import type { Have } from '../domain/record.ts';
import { type Attempt, Ended, type Outcome, park, send, wait } from './attempt.ts';
import { claimAccount } from './claim-account.ts';
import { nameConflict } from './name-conflict.ts';
import type { AttributeValues, TargetAccount } from './ports.ts';
import { update } from './settle.ts';

const USER_NAME = 'userName' as AttributeName;
/** Pages of inactive accounts that are looked through for a name the filter does not show. */
const MAX_INACTIVE_PAGES = 400;
const NAME_TRIES = 5;

type Evaluated = Pick<Extract<Evaluation, { ok: true }>, 'createOnly' | 'candidates'>;

/** Creates or adopts the account; undefined = there is one now and the attempt goes on. */
export async function obtainAccount(
  attempt: Attempt,
  all: AttributeValues,
  { createOnly, candidates }: Evaluated,
): Promise<Outcome | undefined> {
  const { operations } = attempt.ports.configuration.mapping;
  // An account that exists already is not created, so it gets none of what flows on creation only.
  const wanted = new Map([...all].filter(([name]) => !createOnly.has(name)));
  const userName = String(all.get(USER_NAME) ?? '');
  const names = candidates?.get(USER_NAME);
  if (attempt.record.have.searchAfter !== null) {
    const own = await findOwn(attempt);
    if (own !== undefined) return adopt(attempt, own, wanted);
    const holder = names === undefined ? await findByName(attempt, userName, false) : undefined;
    if (holder !== undefined) return adoptHolder(attempt, holder, wanted, userName);
    update(attempt, { searchAfter: null });
  }
  const matched = await findByMatching(attempt, wanted);
  if (matched !== undefined) return adoptHolder(attempt, matched, wanted, userName);
  if (names !== undefined) return createUnique(attempt, { all, wanted }, names);
  if (operations.create) {
    try {
      await create(attempt, all);
      return undefined;
    } catch (error) {
      if (asConnectorError(error)?.kind !== 'conflict') throw error;
    }
  }
  const own = await findOwn(attempt);
  if (own !== undefined) return adoptHolder(attempt, own, wanted, userName);
  const holder = await findByName(attempt, userName, true);
  if (holder !== undefined) return adoptHolder(attempt, holder, wanted, userName);
  if (!operations.create) return park(attempt, 'create-off');
  // The name is taken and nobody shows it: the target's index lags, or a deleted account holds it.
  const { timings } = attempt.ports.configuration;
  return attempt.record.have.attempts <= NAME_TRIES
    ? wait(attempt, 'name-taken-unseen', timings.indexLag / NAME_TRIES)
    : park(attempt, 'name-taken-unseen', timings.nameHeld);
}

/** SelectUniqueValue: the first name that nobody holds; a name that turns out to be taken moves on to the next rule. */
async function createUnique(
  attempt: Attempt,
  { all, wanted }: { readonly all: AttributeValues; readonly wanted: AttributeValues },
  names: Iterable<string>,
): Promise<Outcome | undefined> {
  // Under another name an own account would not be met by the rules, so it is looked for first.
  const own = await findOwn(attempt);
  if (own !== undefined) return adopt(attempt, own, wanted);
  if (!attempt.ports.configuration.mapping.operations.create) return park(attempt, 'create-off');
  try {
    for (const name of names) {
      if ((await findByName(attempt, name, false)) !== undefined) continue;
      try {
        await create(attempt, new Map(all).set(USER_NAME, name));
        return undefined;
      } catch (error) {
        if (asConnectorError(error)?.kind !== 'conflict') throw error;
      }
    }
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return park(attempt, `mapping:${USER_NAME}`);
  }
  return park(attempt, 'no-unique-name');
}

async function create(attempt: Attempt, wanted: AttributeValues): Promise<void> {
  const { target, digester } = attempt.ports;
  const { id } = attempt.record;
  const values = new Map([...wanted].filter(([name, value]) => name !== EXTERNAL_ID && value !== null));
  await send(attempt, {
    verb: 'create',
    targetId: null,
    attributes: [...values.keys()],
    send: (options) => target.create(id, values, options),
    done: async (have, answer) => {
      if (answer === undefined) return have;
      if (!(await claimAccount(attempt, answer.id, 'created')))
        return { ...have, reason: 'claimed-by-another', parked: true };
      return linked(have, answer, wanted);
    },
  });
  if (attempt.record.have.accountId === null) throw new Ended(await park(attempt, 'claimed-by-another'));

  /** What the answer shows otherwise than wanted (a restored account) is not counted as sent and follows in a PATCH. */
  function linked(have: Have, answer: TargetAccount, all: AttributeValues): Have {
    const missing = difference(all, { sent: {}, echo: {} }, digester, { shown: answer });
    const written = new Map([...all].filter(([name]) => !missing.has(name)));
    return {
      ...have,
      ...confirmed({ sent: {}, echo: {} }, written, answer, digester),
      accountId: answer.id,
      state: answer.active ? 'active' : 'inactive',
      targetVersion: answer.version,
      searchAfter: null,
    };
  }
}

/** The account that carries this record's object id. */
export async function findOwn(attempt: Attempt): Promise<TargetAccount | undefined> {
  await grant(attempt);
  const hits = await attempt.ports.target.searchByExternalId(attempt.record.id);
  if (hits.length > 1) throw new Ended(await park(attempt, 'several-accounts'));
  return hits[0];
}

/** Looks for the account by the attributes the mapping names, in their order, before one is created. */
async function findByMatching(attempt: Attempt, wanted: AttributeValues): Promise<TargetAccount | undefined> {
  const { target, configuration } = attempt.ports;
  const { matching } = configuration.mapping;
  // A user name alone needs no search: a create that meets its own name says so.
  if (configuration.adoption !== 'byUserName' || matching.every((name) => name === USER_NAME)) return undefined;
  for (const name of matching) {
    const value = wanted.get(name);
    if (typeof value !== 'string') continue;
    await grant(attempt);
    const hits = await target.searchByAttribute(name, value);
    if (hits.length > 1) throw new Ended(await park(attempt, 'several-accounts'));
    if (hits[0] !== undefined) return hits[0];
  }
  return undefined;
}

async function findByName(
  attempt: Attempt,
  userName: string,
  inactiveToo: boolean,
): Promise<TargetAccount | undefined> {
  const { target } = attempt.ports;
  await grant(attempt);
  const hits = await target.searchByUserName(userName);
  if (hits.length > 1) throw new Ended(await park(attempt, 'several-accounts'));
  if (hits[0] !== undefined || !inactiveToo) return hits[0];
  let next: number | undefined = 1;
  for (let page = 0; page < MAX_INACTIVE_PAGES && next !== undefined; page += 1) {
    await grant(attempt);
    const listed: Awaited<ReturnType<typeof target.listInactive>> = await target.listInactive(next);
    const hit = listed.accounts.find((account) => account.userName.toLowerCase() === userName.toLowerCase());
    if (hit !== undefined) return hit;
    next = listed.next;
  }
  return undefined;
}

async function grant(attempt: Attempt): Promise<void> {
  const { budget, configuration } = attempt.ports;
  const urgent = attempt.record.want.departure !== null;
  await budget.grant({ urgent, maxWaitMs: configuration.timings.waitInside });
}

/** Somebody holds the name: adopted as far as the policy goes, else the record waits for it. */
async function adoptHolder(
  attempt: Attempt,
  holder: TargetAccount,
  wanted: AttributeValues,
  userName: string,
): Promise<Outcome | undefined> {
  const { configuration, records } = attempt.ports;
  const { id } = attempt.record;
  const own = holder.externalId === id;
  const ownLostCreate = own && attempt.record.have.searchAfter !== null;
  const others = !own && holder.externalId !== null && (await records.read(holder.externalId)) !== undefined;
  if (others) return nameConflict(attempt, userName, holder.externalId ?? undefined);
  const allowed =
    ownLostCreate || (own && configuration.adoption !== 'never') || configuration.adoption === 'byUserName';
  if (!allowed) return park(attempt, 'name-held', configuration.timings.nameHeld);
  return adopt(attempt, holder, wanted);
}

/** The intent names the account, then the claim, then the first request: enable an inactive one, else what differs. */
async function adopt(attempt: Attempt, holder: TargetAccount, wanted: AttributeValues): Promise<undefined> {
  const { target, digester, configuration } = attempt.ports;
  const { flows, operations } = configuration.mapping;
  const differing = difference(wanted, { sent: {}, echo: {} }, digester, { shown: holder, flows });
  // With updates switched off the account is linked and what differs stays to be written.
  const changes: AttributeValues = operations.update ? differing : new Map();
  const same = new Map([...wanted].filter(([name]) => !differing.has(name)));
  const values = new Map([...changes].filter(([name]) => name !== EXTERNAL_ID));
  const external = changes.has(EXTERNAL_ID) ? { externalId: attempt.record.id } : {};
  const enables = operations.update && !holder.active && configuration.mapping.managesActive;
  try {
    await linkBy(attempt, holder, {
      attributes: enables ? ['active'] : [...changes.keys()],
      written: enables || !operations.update ? same : wanted,
      ...(enables
        ? { send: (options: { deadline: number }) => target.setActive(holder.id, true, options) }
        : changes.size > 0
          ? { send: (options: { deadline: number }) => target.update(holder.id, values, { ...options, ...external }) }
          : {}),
    });
  } catch (error) {
    const kind = asConnectorError(error)?.kind;
    if (kind !== 'version' && kind !== 'conflict') throw error;
    // The account is ours either way; what was refused (its new name may be taken) is settled as for any other update.
    await linkBy(attempt, holder, { attributes: [], written: same });
  }
  return undefined;
}

/** Links a leaver's account that a lost create left behind; nothing is written to it yet. */
export async function link(attempt: Attempt, found: TargetAccount): Promise<void> {
  await linkBy(attempt, found, { attributes: [], written: new Map() });
}

async function linkBy(
  attempt: Attempt,
  holder: TargetAccount,
  step: {
    readonly attributes: readonly string[];
    readonly written: AttributeValues;
    readonly send?: (options: { deadline: number }) => Promise<TargetAccount>;
  },
): Promise<undefined> {
  const { digester } = attempt.ports;
  await send(attempt, {
    verb: 'adopt',
    targetId: holder.id,
    attributes: step.attributes,
    before: async () => {
      if (await claimAccount(attempt, holder.id, 'adopted')) return;
      throw new Ended(
        await wait(attempt, 'claimed-by-another', attempt.ports.configuration.timings.nameHeld, { parked: true }),
      );
    },
    ...(step.send === undefined ? {} : { send: step.send }),
    done: (have, answer) => {
      const shown = answer ?? holder;
      attempt.account = shown;
      attempt.targetRead = true;
      return {
        ...have,
        ...confirmed({ sent: {}, echo: {} }, step.written, shown, digester),
        accountId: holder.id,
        state: shown.active ? 'active' : 'inactive',
        targetVersion: shown.version,
        searchAfter: null,
      };
    },
  });
  return undefined;
}
