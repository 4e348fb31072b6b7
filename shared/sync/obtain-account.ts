import { asConnectorError, type ErrorKind } from '../domain/connector-error.ts';
import { confirmed, difference, EXTERNAL_ID } from '../domain/difference.ts';
import { EvaluationError } from '../domain/mapping/language/expression-error.ts';
import type { AttributeName, Evaluation } from '../domain/mapping/types.ts';
import type { Have } from '../domain/record.ts';
import { adopt, adoptHolder } from './adopt-account.ts';
import { type Attempt, Ended, type Outcome, park, save, send, wait } from './attempt.ts';
import { claimAccount } from './claim-account.ts';
import { countCreate, isCreateLeft } from './create-limit.ts';
import { findByMatching, findByName, findInactive, findOwn } from './find-account.ts';
import type { AttributeValues, TargetAccount } from './ports.ts';
import { update } from './settle.ts';

const USER_NAME = 'userName' as AttributeName;
const NAME_TRIES = 5;

/** Failures of a create after which there may be an account all the same: it stays counted. */
const PERHAPS_CREATED: readonly ErrorKind[] = ['unknown', 'contract'];

type Evaluated = Pick<Extract<Evaluation, { ok: true }>, 'createOnly' | 'candidates'>;

/** Creates or adopts the account; undefined = there is one now and the attempt goes on. */
export async function obtainAccount(
  attempt: Attempt,
  all: AttributeValues,
  { createOnly, candidates }: Evaluated,
): Promise<Outcome | undefined> {
  const { operations } = attempt.ports.configuration.mapping;
  // An account that exists already is not created, so it gets none of what flows on creation only.
  const lasting = new Map([...all].filter(([name]) => !createOnly.has(name)));
  const userName = String(all.get(USER_NAME) ?? '');
  const names = candidates?.get(USER_NAME);
  if (attempt.record.have.searchAfter !== null) {
    const own = await findOwn(attempt);
    if (own !== undefined) return adopt(attempt, own, lasting);
    const holder = names === undefined ? await findByName(attempt, userName) : undefined;
    if (holder !== undefined) return adoptHolder(attempt, holder, lasting, userName);
    update(attempt, { searchAfter: null });
  }
  // A search that was under way when creating was switched off is given up.
  if (!operations.create) update(attempt, { searchPage: null });
  if (attempt.record.have.searchPage === null) {
    const matched = await findByMatching(attempt, lasting);
    if (matched !== undefined) return adoptHolder(attempt, matched, lasting, userName);
    if (names !== undefined) return createUnique(attempt, { all, lasting }, names);
    if (operations.create) {
      if (!(await isCreateLeft(attempt.ports))) return overLimit(attempt);
      if (await isCreated(attempt, all)) return undefined;
    }
    const seen = (await findOwn(attempt)) ?? (await findByName(attempt, userName));
    if (seen !== undefined) return adoptHolder(attempt, seen, lasting, userName);
  }
  // No create has met the name, so that nothing says that an inactive account holds it.
  if (!operations.create) return park(attempt, 'create-off');
  const holder = await findInactive(attempt, userName);
  if (holder !== undefined) return adoptHolder(attempt, holder, lasting, userName);
  // The name is taken and nobody shows it: the target's index lags, or a deleted account holds it.
  const { timings } = attempt.ports.configuration;
  return attempt.record.have.attempts <= NAME_TRIES
    ? wait(attempt, 'name-taken-unseen', timings.indexLag / NAME_TRIES)
    : park(attempt, 'name-taken-unseen', timings.nameHeld);
}

/** SelectUniqueValue: the first name that nobody holds; a name that turns out to be taken moves on to the next rule. */
async function createUnique(
  attempt: Attempt,
  { all, lasting }: { readonly all: AttributeValues; readonly lasting: AttributeValues },
  names: Iterable<string>,
): Promise<Outcome | undefined> {
  // Under another name an own account would not be met by the rules, so it is looked for first.
  const own = await findOwn(attempt);
  if (own !== undefined) return adoptHolder(attempt, own, lasting, own.userName);
  if (!attempt.ports.configuration.mapping.operations.create) return park(attempt, 'create-off');
  if (!(await isCreateLeft(attempt.ports))) return overLimit(attempt);
  try {
    for (const name of names) {
      if ((await findByName(attempt, name)) !== undefined) continue;
      if (await isCreated(attempt, new Map(all).set(USER_NAME, name))) return undefined;
    }
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return park(attempt, `mapping:${USER_NAME}`);
  }
  return park(attempt, 'no-unique-name');
}

function overLimit(attempt: Attempt): Promise<Outcome> {
  return park(attempt, 'create-limit', attempt.ports.configuration.timings.nameHeld);
}

/** False when the target refuses the account because of its name. */
async function isCreated(attempt: Attempt, wanted: AttributeValues): Promise<boolean> {
  try {
    await create(attempt, wanted);
    return true;
  } catch (error) {
    if (asConnectorError(error)?.kind !== 'conflict') throw error;
    // Searching may take long: the refused create is not left for others to take over.
    await save(attempt, attempt.record.have);
    return false;
  }
}

async function create(attempt: Attempt, wanted: AttributeValues): Promise<void> {
  const { target, digester, clock, configuration } = attempt.ports;
  const { id } = attempt.record;
  const lag = configuration.timings.indexLag;
  const values = new Map([...wanted].filter(([name, value]) => name !== EXTERNAL_ID && value !== null));
  let takeBack: (() => Promise<void>) | undefined;
  await send(attempt, {
    verb: 'create',
    targetId: null,
    attributes: [...values.keys()],
    before: async () => {
      takeBack = await countCreate(attempt.ports);
      if (takeBack === undefined) throw new Ended(await overLimit(attempt));
    },
    send: async (options) => {
      try {
        return await target.create(id, values, options);
      } catch (error) {
        const kind = asConnectorError(error)?.kind;
        if (kind !== undefined && !PERHAPS_CREATED.includes(kind)) await takeBack?.();
        throw error;
      }
    },
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
