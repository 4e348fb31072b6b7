import { asConnectorError } from '../domain/connector-error.ts';
import type { CompiledMapping, SourceUser } from '../domain/mapping/types.ts';
import { type DepartureWhy, hasRelease, isReleased } from '../domain/record.ts';
import { type Attempt, doubt, type Outcome, save, send, wait } from './attempt.ts';
import { findOwn, link } from './obtain-account.ts';
import { accountMissing, confirm, update } from './settle.ts';

/** A person who must lose the account: only with a release for exactly this departure, and `active` alone is written. */
export async function applyLeaver(attempt: Attempt, user: SourceUser | undefined): Promise<Outcome> {
  const { clock, configuration } = attempt.ports;
  const { departure } = attempt.record.want;
  if (departure === null) return confirm(attempt, false);
  const action = configuration.leaverActions[departure.why];
  const { accountId, searchAfter } = attempt.record.have;
  const lost = accountId === null && searchAfter !== null && action !== 'keep' ? await findOwn(attempt) : undefined;
  // What a lost create or adoption left behind is linked first; nothing is written to it yet.
  if (lost !== undefined) await link(attempt, lost);
  if (!isReleased(attempt.record)) return reopenIfBack(attempt, departure.number, action);
  if (!hasRelease(attempt.record, clock.now())) return { kind: 'release-gone', detail: 'the release ran out' };
  if (isContradicted(departure.why, user, configuration.mapping)) return doubt(attempt);
  if (action === 'delete') await remove(attempt);
  if (action === 'disable' && configuration.mapping.managesActive) {
    const ended = await disable(attempt);
    if (ended !== undefined) return ended;
  }
  update(attempt, { confirmedDeparture: departure.number });
  return confirm(attempt, false);
}

/** A reading that shows the person as the departure says they are not; who is assigned no reading of a user tells. */
function isContradicted(why: DepartureWhy, user: SourceUser | undefined, { userFilter }: CompiledMapping): boolean {
  if (why === 'unassigned' || why === 'purged' || user === undefined || user.accountEnabled === false) return false;
  return why !== 'filtered' || userFilter.isInScope(user);
}

/** The target shows again what a confirmed departure took away: the same departure is judged again. */
async function reopenIfBack(attempt: Attempt, number: number, action: string): Promise<Outcome> {
  const { have } = attempt.record;
  const back =
    action === 'disable' ? attempt.account?.active === true : action === 'delete' && attempt.account !== undefined;
  if (!back || !attempt.ports.configuration.mapping.managesActive) return confirm(attempt, false);
  attempt.ports.events.emit('leaver-back-at-target', { id: attempt.record.id });
  await save(attempt, {
    ...have,
    suspect: false,
    confirmedDeparture: number - 1,
    nextAttempt: attempt.ports.clock.now(),
  });
  return { kind: 'moved', detail: 'the account is there again' };
}

async function disable(attempt: Attempt): Promise<Outcome | undefined> {
  const { target, configuration } = attempt.ports;
  for (let tries = 0; tries < 2; tries += 1) {
    const { have } = attempt.record;
    if (have.accountId === null || have.state !== 'active') return undefined;
    const id = have.accountId;
    const ifMatch = have.targetVersion === null ? {} : { ifMatch: have.targetVersion };
    try {
      await send(attempt, {
        verb: 'disable',
        targetId: id,
        attributes: ['active'],
        send: (options) => target.setActive(id, false, { ...options, ...ifMatch }),
        done: (now, answer) => ({
          ...now,
          state: answer?.active === true ? 'active' : 'inactive',
          targetVersion: answer?.version ?? null,
        }),
      });
    } catch (error) {
      await afterRefusal(attempt, error);
    }
  }
  return attempt.record.have.state === 'active'
    ? wait(attempt, 'version-conflict', configuration.timings.lookAgain)
    : undefined;
}

async function remove(attempt: Attempt): Promise<void> {
  const { target, claims } = attempt.ports;
  for (let tries = 0; tries < 2; tries += 1) {
    const { have } = attempt.record;
    if (have.accountId === null || have.state === 'deleted') return;
    const id = have.accountId;
    const ifMatch = have.targetVersion === null ? {} : { ifMatch: have.targetVersion };
    try {
      await send(attempt, {
        verb: 'delete',
        targetId: id,
        attributes: [],
        send: async (options) => {
          await target.remove(id, { ...options, ...ifMatch });
          return undefined;
        },
        done: async (now) => {
          const claim = await claims.read(id);
          if (claim?.value.owner === attempt.record.id) await claims.remove(id, claim.etag);
          return { ...now, state: 'deleted', sent: {}, echo: {}, targetVersion: null };
        },
      });
    } catch (error) {
      await afterRefusal(attempt, error);
    }
  }
}

/** A version that moved is read; 404 on a leaver's account is looked at twice, then it is done. */
async function afterRefusal(attempt: Attempt, error: unknown): Promise<void> {
  const { budget, target, configuration } = attempt.ports;
  const kind = asConnectorError(error)?.kind;
  if (kind === 'notFound') return accountMissing(attempt);
  if (kind !== 'version' && kind !== 'conflict') throw error;
  await budget.grant({ urgent: true, maxWaitMs: configuration.timings.waitInside });
  const account = await target.read(attempt.record.have.accountId ?? '');
  if (account === undefined) return accountMissing(attempt);
  attempt.account = account;
  update(attempt, { targetVersion: account.version, state: account.active ? 'active' : 'inactive' });
}
