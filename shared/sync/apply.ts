import { asConnectorError } from '../domain/connector-error.ts';
import { type Have, indexEntry, isInScope, isReleased, type UserRecord } from '../domain/record.ts';
import { isQuick, retryDelay } from '../domain/retry.ts';
import { type SafeText, words } from '../domain/safe-text.ts';
import { applyInScope } from './apply-in-scope.ts';
import { applyLeaver } from './apply-leaver.ts';
import { type Attempt, Ended, fail, journal, type Outcome, wait } from './attempt.ts';
import type { Ports } from './configuration.ts';
import type { ControlCache, ControlView } from './control-cache.ts';
import { wouldWait } from './dry-mark.ts';
import { Conflict } from './ports.ts';
import { confirm, readTarget } from './settle.ts';

/** Starts over this often after a lost race before anything was sent, or a wait that fits into the handler. */
const ROUNDS = 3;

/** Brings one person's account in step. Never throws for what belongs to the person: the outcome is stored. */
export async function applyChange(ports: Ports, control: ControlCache, id: string): Promise<Outcome> {
  let outcome: Outcome = { kind: 'not-due', detail: words('no record') };
  for (let round = 0; round < ROUNDS; round += 1) {
    try {
      outcome = await once(ports, await control(), id);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      // Two workers must not knock each other out for ever.
      outcome = { kind: 'moved', detail: words('lost a race before sending') };
      await ports.clock.sleep(ports.chance.fraction() * 500);
      continue;
    }
    if (
      outcome.waitMs === undefined ||
      outcome.waitMs > ports.configuration.timings.waitInside / 4 ||
      outcome.waitMs === 0
    )
      break;
    await ports.clock.sleep(outcome.waitMs);
  }
  ports.events.measure('change.outcome', 1, { outcome: outcome.kind });
  ports.events.emit('change-applied', { id, outcome: outcome.kind, detail: outcome.detail });
  return outcome;
}

async function once(ports: Ports, view: ControlView, id: string): Promise<Outcome> {
  const { records, clock, configuration, chance } = ports;
  const stored = await records.read(id);
  if (stored === undefined) return { kind: 'not-due', detail: words('no record') };
  const refusal = whyNot(stored.value, view, ports);
  if (refusal !== undefined) return { kind: 'not-due', detail: refusal };
  const { record, etag } = { record: stored.value, etag: stored.etag };
  const attempt: Attempt = {
    ports,
    id: chance.uuid(),
    startedAt: clock.now(),
    gate: view.gate,
    record,
    etag,
    account: undefined,
    targetRead: false,
    reloaded: false,
    clearsWhole: false,
  };
  const outcome = await ports.events.within({ attempt: attempt.id }, () => tried(attempt));
  if (configuration.mode === 'dry') await markWait(attempt, outcome);
  return outcome;
}

async function tried(attempt: Attempt): Promise<Outcome> {
  try {
    return (await begin(attempt)) ?? (await work(attempt));
  } catch (error) {
    if (error instanceof Ended) return error.outcome;
    const known = asConnectorError(error);
    if (known === undefined) throw error;
    return await fail(attempt, known, known.code.startsWith('graph') ? 'source' : 'target').catch(endedOutcome);
  }
}

/** A dry run counts no attempts, so the record stays due: the row says until when nobody need look at it again. */
async function markWait({ ports, record }: Attempt, { kind, detail, waitMs = 0 }: Outcome): Promise<void> {
  if (kind !== 'parked' && kind !== 'waiting' && kind !== 'release-gone') return;
  const { records, clock, configuration } = ports;
  const soonest = clock.now() + Math.max(waitMs, configuration.timings.dryAgain);
  const finding =
    kind === 'parked'
      ? ({ kind, until: Math.max(record.have.nextAttempt, soonest), reason: detail } as const)
      : ({ kind: 'waiting', until: soonest, reason: detail } as const);
  await records.markPreviewed(record.id, wouldWait(record.want.version, configuration.hash, finding));
}

function endedOutcome(error: unknown): Outcome {
  if (error instanceof Ended) return error.outcome;
  throw error;
}

/** Step 1: nothing is counted and the record stays dirty. */
function whyNot(
  record: UserRecord,
  { configuration: inForce, gate }: ControlView,
  { configuration, clock }: Ports,
): SafeText | undefined {
  if (configuration.mode === 'paused') return words('paused');
  if (gate.closed && gate.probing !== record.id) return words('quarantine');
  if (inForce === undefined || inForce.hash !== configuration.hash || inForce.mode !== configuration.mode) {
    return words('another configuration is in force');
  }
  const entry = indexEntry(record);
  if (entry === null) return words('nothing to do');
  if (entry.type === 'held') return words('held');
  return entry.at > clock.now() ? words('not due yet') : undefined;
}

/** Steps 2 and 3: somebody else's intent, a takeover, and the count of the attempt, in one write. */
async function begin(attempt: Attempt): Promise<Outcome | undefined> {
  const { ports, record } = attempt;
  const { clock, configuration, records } = ports;
  const { want, have } = record;
  const now = clock.now();
  if (have.intent !== null && have.intent.expiry > now) {
    const next = { ...have, nextAttempt: have.intent.expiry, attemptsOf: want.version };
    attempt.etag = await records.write({ ...record, have: next }, attempt.etag);
    return { kind: 'busy', detail: words('another worker holds an intent') };
  }
  // A dry run counts nothing, but what a dead worker left open is doubted in every mode.
  if (configuration.mode === 'dry' && have.intent === null) return leftToSettle(have, now);
  const departure = isReleased(record) ? (want.departure?.number ?? 0) : have.attemptsOfDeparture;
  const sameMatter = have.attemptsOf === want.version && have.attemptsOfDeparture === departure;
  const counted: Have = {
    ...have,
    attempts: sameMatter ? have.attempts + 1 : 1,
    attemptsOf: want.version,
    attemptsOfDeparture: departure,
    // Another version may bring another name.
    searchPage: sameMatter ? have.searchPage : null,
    nextAttempt: Math.min(have.nextAttempt, now),
    parked: false,
  };
  const taken = have.intent === null ? counted : takeOver(counted, now, ports);
  const settled = leftToSettle(taken, now);
  const next = settled !== undefined ? { ...taken, attempts: taken.attempts - 1 } : taken;
  attempt.etag = await records.write({ ...record, have: next }, attempt.etag);
  attempt.record = { ...record, have: next };
  if (have.intent !== null) await journal(attempt, { verb: have.intent.verb, attributes: [] }, 'outcome-unknown', null);
  return settled;
}

function leftToSettle({ searchAfter }: Have, now: number): Outcome | undefined {
  if (searchAfter === null || searchAfter <= now) return undefined;
  return { kind: 'waiting', detail: words('a create of unknown outcome is left to settle') };
}

/**
 * A dead worker's intent: its request may have been carried out, or may still be. While that may give the record an account
 * that nobody knows of (a create, an adoption), nothing is written; then the account is searched for.
 */
function takeOver(have: Have, now: number, { configuration }: Ports): Have {
  const { timings } = configuration;
  const verb = have.intent?.verb;
  const readAgainAt = Math.max(have.readAgainAt ?? 0, now + timings.readAgain);
  const next: Have = { ...have, intent: null, suspect: true, readAgainAt };
  if (verb !== 'create' && (verb !== 'adopt' || have.accountId !== null)) return next;
  const searchAfter = Math.max(have.searchAfter ?? 0, now + timings.createQuiet);
  return { ...next, searchAfter, nextAttempt: searchAfter, reason: `${verb}-unknown` };
}

/** Entitled but never read: a fresh object that no replica shows yet, or an assignment that outlived its person. */
async function unreadable(attempt: Attempt): Promise<Outcome> {
  const { timings } = attempt.ports.configuration;
  const { attempts } = attempt.record.have;
  const have = { recheck: { reason: 'source-doubt', looks: 0 }, parked: !isQuick(attempts) } as const;
  return wait(attempt, 'not-readable', Math.max(retryDelay(attempts, timings, undefined), timings.lookAgain), have);
}

async function work(attempt: Attempt): Promise<Outcome> {
  const { directory, configuration } = attempt.ports;
  await readTarget(attempt);
  const user = await directory.readUser(attempt.record.id, configuration.mapping.select);
  if (attempt.record.want.departure !== null) return applyLeaver(attempt, user);
  const { want } = attempt.record;
  const { source, entitledBy, sourceDigest } = want;
  if (source === 'absent' && entitledBy.length > 0 && sourceDigest === '') return unreadable(attempt);
  if (!isInScope(want)) return confirm(attempt, false);
  return applyInScope(attempt, user);
}
