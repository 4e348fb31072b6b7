import { asConnectorError, type ConnectorError } from '../domain/connector-error.ts';
import type { Operations } from '../domain/mapping/types.ts';
import { type Have, hasRelease, type Intent, isReleased, type UserRecord, type Verb } from '../domain/record.ts';
import { isQuick, longDelay, NEVER, retryDelay } from '../domain/retry.ts';
import { asCode, type SafeText, words } from '../domain/safe-text.ts';
import { obeyNamedWait } from './budget.ts';
import type { Ports } from './configuration.ts';
import type { GateDocument } from './control-documents.ts';
import { wouldSend } from './dry-mark.ts';
import { reportFailure, reportForbidden, reportSuccess } from './gate.ts';
import { Conflict, type SendOptions, type TargetAccount } from './ports.ts';
import { waitForSource } from './source-refusal.ts';

export type OutcomeKind =
  | 'confirmed'
  | 'looked-ahead'
  | 'not-due'
  | 'busy'
  | 'waiting'
  | 'parked'
  | 'doubt'
  | 'unknown'
  | 'moved'
  | 'previewed'
  | 'release-gone';

export interface Outcome {
  readonly kind: OutcomeKind;
  readonly detail: SafeText;
  /** Set when the handler may wait and try again, milliseconds. */
  readonly waitMs?: number;
}

/** Unwinds an attempt that has already stored why it ends. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super(outcome.detail);
    this.outcome = outcome;
  }
}

/** One worker's attempt at one record; `record` and `etag` follow every write. */
export interface Attempt {
  readonly ports: Ports;
  readonly id: string;
  readonly startedAt: number;
  readonly gate: GateDocument;
  record: UserRecord;
  etag: string;
  /** The account as read or answered during this attempt. */
  account: TargetAccount | undefined;
  /** The target was read during this attempt. */
  targetRead: boolean;
  /** The account was read again after a version conflict. */
  reloaded: boolean;
  /** The target did not carry out a remove: attributes are emptied by writing them whole. */
  clearsWhole: boolean;
}

export interface Request {
  readonly verb: Verb;
  readonly targetId: string | null;
  /** Attribute names, for the journal. */
  readonly attributes: readonly string[];
  /** Runs after the intent is stored and before the request: claims are written and checked here. */
  readonly before?: () => Promise<void>;
  /** undefined = nothing to send (an adoption that only links). */
  readonly send?: (options: SendOptions) => Promise<TargetAccount | undefined>;
  /** What the request did, once it is known. */
  readonly done: (have: Have, answer: TargetAccount | undefined) => Have | Promise<Have>;
}

const CAS_TRIES = 8;

/** A grant, the intent, the request: steps 6 and 7. The result stands in `attempt.record`, not yet saved. */
export async function send(attempt: Attempt, request: Request): Promise<void> {
  const { ports } = attempt;
  const { configuration, budget, clock, chance, records } = ports;
  const off = switchedOff(request, configuration.mapping.operations);
  if (off !== undefined) throw new Ended(await park(attempt, `${off}-off`));
  if (configuration.mode !== 'live') {
    const { id, want } = attempt.record;
    await records.markPreviewed(id, wouldSend(want.version, configuration.hash, request.verb, request.attributes));
    throw new Ended({ kind: 'previewed', detail: words(request.verb) });
  }
  const { timings } = configuration;
  if (attempt.record.have.intent !== null) await save(attempt, attempt.record.have);
  if (request.send !== undefined) await budget.grant({ urgent: isUrgent(attempt), maxWaitMs: timings.waitInside });
  const expiry = clock.now() + timings.intentLife;
  const intent: Intent = { id: chance.uuid(), verb: request.verb, targetId: request.targetId, expiry };
  await write(attempt, { ...attempt.record.have, intent });
  let answer: TargetAccount | undefined;
  try {
    await request.before?.();
    if (isDestructive(request.verb)) await checkRelease(attempt);
    if (clock.now() >= expiry - timings.intentMargin) {
      await save(attempt, { ...attempt.record.have, intent: null, nextAttempt: clock.now() });
      throw new Ended({ kind: 'waiting', detail: words('intent-too-old') });
    }
    answer = await request.send?.({ deadline: expiry - timings.intentMargin });
  } catch (error) {
    const known = asConnectorError(error);
    if (known === undefined) throw error;
    await journal(attempt, request, known.kind, known.status ?? null);
    if (known.kind === 'unknown') await leaveUnknown(attempt, known);
    throw known;
  }
  if (answer !== undefined) attempt.account = answer;
  const done = await request.done(attempt.record.have, answer);
  // The stored intent stays in the record until the save, which names what this request did.
  attempt.record = { ...attempt.record, have: { ...done, intent } };
  await journal(attempt, request, 'done', null);
  await reportSuccess(ports, attempt.gate);
}

/** The switch of the mapping that forbids a request; a link without a request is none. */
function switchedOff({ verb, send: request }: Request, operations: Operations): keyof Operations | undefined {
  if (request === undefined) return undefined;
  const needed = verb === 'create' || verb === 'delete' ? verb : 'update';
  return operations[needed] ? undefined : needed;
}

export function isUrgent({ record }: Attempt): boolean {
  return record.want.departure !== null || record.have.recheck?.reason === 'on-demand';
}

function isDestructive(verb: Verb): boolean {
  return verb === 'disable' || verb === 'delete';
}

/** Step 7: the release and its time are checked once more with the record just before the send. */
async function checkRelease(attempt: Attempt): Promise<void> {
  const { records, clock } = attempt.ports;
  const now = await records.read(attempt.record.id);
  if (now !== undefined && now.etag === attempt.etag && hasRelease(now.value, clock.now())) return;
  await save(attempt, { ...attempt.record.have, intent: null });
  throw new Ended({ kind: 'release-gone', detail: words('the release no longer stands') });
}

/** The outcome is not known: the intent stays until its expiry, or longer when the target names a wait, then it is taken over like a dead worker's. */
async function leaveUnknown(attempt: Attempt, error: ConnectorError): Promise<never> {
  const mine = attempt.record.have.intent;
  const now = attempt.ports.clock.now();
  const nextAttempt = Math.max(mine?.expiry ?? now, now + (error.retryAfterMs ?? 0));
  await casHave(attempt, (have) =>
    have.intent?.id === mine?.id
      ? { ...have, suspect: true, nextAttempt, reason: error.code }
      : { ...have, suspect: true },
  );
  await obeyNamedWait(attempt.ports.budget, error);
  await reportFailure(attempt.ports, error);
  throw new Ended({ kind: 'unknown', detail: error.code });
}

async function write(attempt: Attempt, have: Have): Promise<void> {
  const record = { ...attempt.record, have };
  attempt.etag = await attempt.ports.records.write(record, attempt.etag);
  attempt.record = record;
}

/** Steps 8: saves the have half and the index row; on a lost race only what the request did. @throws Ended then. */
export async function save(attempt: Attempt, have: Have): Promise<void> {
  const mine = attempt.record.have.intent;
  try {
    await write(attempt, { ...have, intent: null });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await mergeAfterRace(attempt, have, mine);
    throw new Ended({ kind: 'moved', detail: words('the record moved during the attempt') });
  }
}

async function mergeAfterRace(attempt: Attempt, have: Have, mine: Intent | null): Promise<void> {
  if (mine === null) return;
  const { accountId, state, sent, echo, targetVersion } = have;
  const { timings } = attempt.ports.configuration;
  await casHave(attempt, (now) => {
    if (now.intent?.id === mine.id) {
      const searchAfter = accountId === null ? now.searchAfter : null;
      return { ...now, accountId, state, sent, echo, targetVersion, searchAfter, intent: null };
    }
    const created = (mine.verb === 'create' || mine.verb === 'adopt') && now.accountId === null;
    const quiet = attempt.ports.clock.now() + timings.createQuiet;
    return created ? { ...now, suspect: true, searchAfter: quiet, nextAttempt: quiet } : { ...now, suspect: true };
  });
}

async function casHave(attempt: Attempt, change: (have: Have) => Have): Promise<void> {
  const { records } = attempt.ports;
  for (let tries = 0; tries < CAS_TRIES; tries += 1) {
    const stored = await records.read(attempt.record.id);
    if (stored === undefined) return;
    try {
      await records.write({ ...stored.value, have: change(stored.value.have) }, stored.etag);
      return;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
  throw new Conflict('a record kept moving while an outcome was saved');
}

export async function journal(
  attempt: Attempt,
  request: Pick<Request, 'verb' | 'attributes'>,
  outcome: string,
  status: number | null,
): Promise<void> {
  const { verb, attributes } = request;
  await attempt.ports.journal.append(attempt.record.id, {
    at: attempt.ports.clock.now(),
    attempt: attempt.id,
    verb,
    attributes,
    outcome,
    status,
  });
}

/** Ends the attempt with the record waiting until `waitMs` from now. */
export async function wait(
  attempt: Attempt,
  reason: string,
  waitMs: number,
  have: Partial<Have> = {},
): Promise<Outcome> {
  const nextAttempt = Math.min(attempt.ports.clock.now() + waitMs, NEVER);
  await save(attempt, { ...attempt.record.have, parked: false, ...have, reason, nextAttempt });
  return { kind: 'waiting', detail: asCode(reason), waitMs };
}

export async function park(attempt: Attempt, reason: string, waitMs?: number): Promise<Outcome> {
  const { clock, configuration, events } = attempt.ports;
  const delay = waitMs ?? longDelay(attempt.record.have.attempts, configuration.timings);
  // A leaver is never given up: nothing need change in the directory for the access to be still there.
  const longest = isReleased(attempt.record) ? longDelay(1, configuration.timings) : NEVER;
  const nextAttempt = Math.min(clock.now() + Math.min(delay, longest), NEVER);
  await save(attempt, { ...attempt.record.have, reason, parked: true, nextAttempt });
  const said = asCode(reason);
  events.emit('parked', { id: attempt.record.id, reason: said });
  return { kind: 'parked', detail: said };
}

/** A reading contradicts the record: enumeration reads the person and decides. */
export async function doubt(attempt: Attempt): Promise<Outcome> {
  const { clock, configuration } = attempt.ports;
  const nextAttempt = clock.now() + configuration.timings.lookAgain;
  await save(attempt, { ...attempt.record.have, recheck: { reason: 'source-doubt', looks: 0 }, nextAttempt });
  return { kind: 'doubt', detail: words('the reading contradicts the record') };
}

/** An attempt that says nothing against the person or the account must not lengthen the waits to come. */
export function uncounted({ record }: Attempt): Pick<Have, 'attempts'> {
  return { attempts: Math.max(record.have.attempts - 1, 0) };
}

/** What may heal by itself is tried again soon, then ever more rarely; waiting that long counts as parked. */
export async function again(attempt: Attempt, reason: string, retryAfterMs?: number): Promise<Outcome> {
  const { attempts } = attempt.record.have;
  const delay = retryDelay(attempts, attempt.ports.configuration.timings, retryAfterMs);
  // A wait that the server names says nothing of how long the next one must be.
  if (retryAfterMs !== undefined) return wait(attempt, reason, delay, uncounted(attempt));
  return isQuick(attempts) ? wait(attempt, reason, delay) : park(attempt, reason, delay);
}

/** The error class decides what becomes of the record. */
export async function fail(attempt: Attempt, error: ConnectorError, side: 'source' | 'target'): Promise<Outcome> {
  const { configuration } = attempt.ports;
  if (side === 'target') {
    await obeyNamedWait(attempt.ports.budget, error);
    await reportFailure(attempt.ports, error);
  }
  switch (error.kind) {
    case 'throttled':
      return wait(attempt, error.code, error.retryAfterMs ?? configuration.timings.lookAgain, uncounted(attempt));
    case 'unauthorized':
    case 'permission':
    case 'refused':
      // Attempts don't count while the connector as a whole may not write, or not read.
      return wait(
        attempt,
        error.code,
        side === 'source' ? await waitForSource(attempt.ports, error) : 0,
        uncounted(attempt),
      );
    case 'forbidden':
      if (side === 'target') await reportForbidden(attempt.ports, error);
      return park(attempt, error.code);
    case 'rejected':
      return park(attempt, error.code);
    default:
      return again(attempt, error.code, error.retryAfterMs);
  }
}
