import { asConnectorError } from '../domain/connector-error.ts';
import { confirmed, difference, EXTERNAL_ID } from '../domain/difference.ts';
import type { AttributeName } from '../domain/mapping/types.ts';
import type { Have } from '../domain/record.ts';
import { type Attempt, again, Ended, type Outcome, park, save, send, wait } from './attempt.ts';
import { claimAccount } from './claim-account.ts';
import { mayCreate } from './create-limit.ts';
import { findByName, findInactive, findOwn } from './find-account.ts';
import { nameConflict } from './name-conflict.ts';
import type { AttributeValues, TargetAccount } from './ports.ts';
import { update } from './settle.ts';
import { carriedOut, refusesForm } from './write-attributes.ts';

const USER_NAME = 'userName' as AttributeName;
const NAME_TRIES = 5;

/** Creates or adopts the account (a value for new accounts replaces nothing in an adopted one); undefined = there is one now and the attempt goes on. */
export async function obtainAccount(
  attempt: Attempt,
  wanted: AttributeValues,
  createOnly: ReadonlySet<AttributeName>,
): Promise<Outcome | undefined> {
  const userName = String(wanted.get(USER_NAME) ?? '');
  const lasting = new Map([...wanted].filter(([name]) => !createOnly.has(name)));
  if (attempt.record.have.searchAfter !== null) {
    const own = await findOwn(attempt);
    if (own !== undefined) return adopt(attempt, own, lasting);
    const holder = await findByName(attempt, userName);
    if (holder !== undefined) return adoptHolder(attempt, holder, lasting, userName);
    update(attempt, { searchAfter: null });
  }
  if (attempt.record.have.searchPage === null) {
    if (attempt.ports.configuration.mode === 'live' && !(await mayCreate(attempt.ports)))
      return park(attempt, 'create-limit', attempt.ports.configuration.timings.nameHeld);
    if (await isCreated(attempt, wanted)) return undefined;
    // Searching may take long: the refused create is not left for others to take over.
    await save(attempt, attempt.record.have);
    const seen = (await findOwn(attempt)) ?? (await findByName(attempt, userName));
    if (seen !== undefined) return adoptHolder(attempt, seen, lasting, userName);
  }
  const holder = await findInactive(attempt, userName);
  if (holder !== undefined) return adoptHolder(attempt, holder, lasting, userName);
  // The name is taken and nobody shows it: the target's index lags, or a deleted account holds it.
  const { timings } = attempt.ports.configuration;
  return attempt.record.have.attempts <= NAME_TRIES
    ? wait(attempt, 'name-taken-unseen', timings.indexLag / NAME_TRIES)
    : park(attempt, 'name-taken-unseen', timings.nameHeld);
}

/** False when the target refuses the account because of its name. */
async function isCreated(attempt: Attempt, wanted: AttributeValues): Promise<boolean> {
  try {
    await create(attempt, wanted);
    return true;
  } catch (error) {
    if (asConnectorError(error)?.kind !== 'conflict') throw error;
    return false;
  }
}

async function create(attempt: Attempt, wanted: AttributeValues): Promise<void> {
  const { target, digester, clock, configuration } = attempt.ports;
  const { id } = attempt.record;
  const lag = configuration.timings.indexLag;
  const values = new Map([...wanted].filter(([name, value]) => name !== EXTERNAL_ID && value !== null));
  await send(attempt, {
    verb: 'create',
    targetId: null,
    attributes: [...values.keys()],
    send: (options) => target.create(id, values, options),
    done: async (have, answer) => {
      if (answer === undefined) return have;
      if (!(await claimAccount(attempt, answer, 'created'))) return { ...have, searchAfter: clock.now() + lag };
      return linked(have, answer, wanted);
    },
  });
  // The account is this record's by content: it is searched for when its former owner has noticed.
  if (attempt.record.have.accountId === null) throw new Ended(await wait(attempt, 'claimed-by-another', lag));

  /** What the answer shows otherwise than wanted (a restored account) is not counted as sent and follows in a PATCH. */
  function linked(have: Have, answer: TargetAccount, all: AttributeValues): Have {
    const missing = difference(all, { sent: {}, echo: {} }, digester, answer);
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
  const changes = difference(wanted, { sent: {}, echo: {} }, digester, holder);
  const same = new Map([...wanted].filter(([name]) => !changes.has(name)));
  const values = new Map([...changes].filter(([name]) => name !== EXTERNAL_ID));
  const external = changes.has(EXTERNAL_ID) ? { externalId: attempt.record.id } : {};
  const enables = !holder.active && configuration.mapping.managesActive;
  try {
    await linkBy(attempt, holder, {
      attributes: enables ? ['active'] : [...changes.keys()],
      written: enables ? same : wanted,
      ...(enables
        ? { send: (options: { deadline: number }) => target.setActive(holder.id, true, options) }
        : changes.size > 0
          ? { send: (options: { deadline: number }) => target.update(holder.id, values, { ...options, ...external }) }
          : {}),
    });
  } catch (error) {
    const known = asConnectorError(error);
    if (known === undefined) throw error;
    if (known.kind !== 'version' && known.kind !== 'conflict' && !refusesForm(known)) throw error;
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
      if (await claimAccount(attempt, holder, 'adopted')) return;
      const { nameHeld } = attempt.ports.configuration.timings;
      throw new Ended(
        holder.externalId === attempt.record.id
          ? await again(attempt, 'claimed-by-another')
          : await wait(attempt, 'claimed-by-another', nameHeld, { parked: true }),
      );
    },
    ...(step.send === undefined ? {} : { send: step.send }),
    done: (have, answer) => {
      const shown = answer ?? holder;
      attempt.account = shown;
      attempt.targetRead = true;
      return {
        ...have,
        ...confirmed({ sent: {}, echo: {} }, carriedOut(step.written, shown), shown, digester),
        accountId: holder.id,
        state: shown.active ? 'active' : 'inactive',
        targetVersion: shown.version,
        searchAfter: null,
      };
    },
  });
  return undefined;
}
