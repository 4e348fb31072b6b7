import { asConnectorError } from '../domain/connector-error.ts';
import { effectiveActions, isStillAsked } from '../domain/guard.ts';
import type { CompiledMapping, SourceUser } from '../domain/mapping/types.ts';
import { type DepartureWhy, type Have, hasRelease, isReleased, type LeaverAction } from '../domain/record.ts';
import { words } from '../domain/safe-text.ts';
import { linkLost } from './adopt-account.ts';
import { type Attempt, again, doubt, type Outcome, type Request, save, send } from './attempt.ts';
import { giveUpClaim } from './claim-account.ts';
import { requireOwnAccount } from './own-account.ts';
import { accountMissing, confirm, takeReading, update } from './settle.ts';

/** Requests of one attempt: the second after a version that moved. */
const TRIES = 2;
const RAN_OUT: Outcome = { kind: 'release-gone', detail: words('the release ran out') };

/** A person who must lose the account: only with a release for exactly this departure, and `active` alone is written. */
export async function applyLeaver(attempt: Attempt, user: SourceUser | undefined): Promise<Outcome> {
  const { clock, configuration } = attempt.ports;
  const { departure } = attempt.record.want;
  if (departure === null) return confirm(attempt, false);
  const { action } = departure;
  await linkLost(attempt);
  if (!isReleased(attempt.record)) return reopenIfBack(attempt, departure.number, action);
  const ranOut = !hasRelease(attempt.record, clock.now());
  // A dry run releases nobody again and sends nothing: it shows what a release once permitted.
  if (ranOut && configuration.mode !== 'dry') return RAN_OUT;
  if (!isStillAsked(departure, effectiveActions(configuration), configuration.scope))
    return { kind: 'release-gone', detail: words('the configuration in force takes less') };
  if (isContradicted(departure.why, user, configuration.mapping)) return doubt(attempt);
  const ended = await takeAway(attempt, action);
  if (ended !== undefined) return ended;
  if (ranOut) return RAN_OUT;
  update(attempt, { confirmedDeparture: departure.number });
  return confirm(attempt, false);
}

/** The reading shows the person as the departure says they are not; who is assigned no reading of a user tells. */
function isContradicted(why: DepartureWhy, user: SourceUser | undefined, { userFilter }: CompiledMapping): boolean {
  if (why === 'unassigned' || why === 'purged' || user === undefined) return false;
  // Who is shown at all is neither in the bin nor gone, enabled or not.
  if (why === 'softDeleted' || why === 'absent') return true;
  if (user.accountEnabled === false) return false;
  return why !== 'filtered' || userFilter.isInScope(user);
}

/** The target shows again what a confirmed departure took away: the same departure is judged again. */
async function reopenIfBack(attempt: Attempt, number: number, action: string): Promise<Outcome> {
  const { have } = attempt.record;
  const back =
    action === 'disable' ? attempt.account?.active === true : action === 'delete' && attempt.account !== undefined;
  if (!back) return confirm(attempt, false);
  attempt.ports.events.emit('leaver-back-at-target', { id: attempt.record.id });
  await save(attempt, {
    ...have,
    suspect: false,
    confirmedDeparture: number - 1,
    nextAttempt: attempt.ports.clock.now(),
  });
  return { kind: 'moved', detail: words('the account is there again') };
}

async function takeAway(attempt: Attempt, action: LeaverAction): Promise<Outcome | undefined> {
  if (action === 'delete') return remove(attempt);
  return action === 'disable' ? disable(attempt) : undefined;
}

function disable(attempt: Attempt): Promise<Outcome | undefined> {
  const { target } = attempt.ports;
  return insist(
    attempt,
    ({ state }) => state !== 'active',
    (id, ifMatch) => ({
      verb: 'disable',
      attributes: ['active'],
      send: (options) => target.setActive(id, false, { ...options, ...ifMatch }),
      done: (now, answer) => ({
        ...now,
        state: answer?.active === true ? 'active' : 'inactive',
        targetVersion: answer?.version ?? null,
      }),
    }),
  );
}

function remove(attempt: Attempt): Promise<Outcome | undefined> {
  const { target } = attempt.ports;
  return insist(
    attempt,
    ({ state }) => state === 'deleted',
    (id, ifMatch, claim) => ({
      verb: 'delete',
      attributes: [],
      send: async (options) => {
        await target.remove(id, { ...options, ...ifMatch });
        return undefined;
      },
      done: async (now) => {
        await giveUpClaim(attempt, id, claim());
        return { ...now, accountId: null, state: 'deleted', sent: {}, echo: {}, targetVersion: null };
      },
    }),
  );
}

/** Sends once more after a version that moved; undefined = the account is as it must be, or there is none of this person. */
async function insist(
  attempt: Attempt,
  isDone: (have: Have) => boolean,
  request: (id: string, ifMatch: { ifMatch?: string }, claim: () => string) => Omit<Request, 'targetId' | 'before'>,
): Promise<Outcome | undefined> {
  let reason = 'version-conflict';
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { accountId, targetVersion } = attempt.record.have;
    if (accountId === null || isDone(attempt.record.have)) return undefined;
    const ifMatch = targetVersion === null ? {} : { ifMatch: targetVersion };
    try {
      let claim = '';
      const before = async () => {
        claim = await requireOwnAccount(attempt);
      };
      await send(attempt, { ...request(accountId, ifMatch, () => claim), targetId: accountId, before });
      reason = 'not-carried-out';
    } catch (error) {
      await afterRefusal(attempt, error);
      reason = 'version-conflict';
    }
  }
  const { have } = attempt.record;
  if (have.accountId === null || isDone(have)) return undefined;
  return again(attempt, reason);
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
  await takeReading(attempt, account);
}
