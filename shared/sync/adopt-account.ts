import { asConnectorError } from '../domain/connector-error.ts';
import { additiveOf, confirmed, difference, EXTERNAL_ID } from '../domain/difference.ts';
import { type Attempt, again, Ended, type Outcome, park, send, wait } from './attempt.ts';
import { claimAccount } from './claim-account.ts';
import { findOwn } from './find-account.ts';
import { nameConflict } from './name-conflict.ts';
import type { AttributeValues, TargetAccount } from './ports.ts';
import { carriedOut, refusesForm } from './write-attributes.ts';

/** Somebody holds the name: adopted as far as the policy goes, else the record waits for it. */
export async function adoptHolder(
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
export async function adopt(attempt: Attempt, holder: TargetAccount, wanted: AttributeValues): Promise<undefined> {
  const { target, digester, configuration } = attempt.ports;
  const { flows, operations } = configuration.mapping;
  const differing = difference(wanted, { sent: {}, echo: {} }, digester, { shown: holder, flows });
  // With updates switched off the account is linked and what differs stays to be written.
  const changes: AttributeValues = operations.update ? differing : new Map();
  const same = new Map([...wanted].filter(([name]) => !differing.has(name)));
  const values = new Map([...changes].filter(([name]) => name !== EXTERNAL_ID));
  const external = changes.has(EXTERNAL_ID) ? { externalId: attempt.record.id } : {};
  const kind = { ...external, additive: additiveOf(changes, flows) };
  const enables = operations.update && !holder.active && configuration.mapping.managesActive;
  try {
    await linkBy(attempt, holder, {
      attributes: enables ? ['active'] : [...changes.keys()],
      written: enables || !operations.update ? same : wanted,
      ...(enables
        ? { send: (options: { deadline: number }) => target.setActive(holder.id, true, options) }
        : changes.size > 0
          ? { send: (options: { deadline: number }) => target.update(holder.id, values, { ...options, ...kind }) }
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

/** Links the account that a lost create or adoption left behind; nothing is written to it yet. */
export async function linkLost(attempt: Attempt): Promise<void> {
  const { accountId, searchAfter } = attempt.record.have;
  const lost = accountId === null && searchAfter !== null ? await findOwn(attempt) : undefined;
  if (lost !== undefined) await linkBy(attempt, lost, { attributes: [], written: new Map() });
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
