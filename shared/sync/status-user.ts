import { asConnectorError } from '../domain/connector-error.ts';
import { type EvaluationContext, NO_CONTEXT } from '../domain/mapping/language/evaluation-context.ts';
import type { AttributeName, SkippedAttribute, SourceUser } from '../domain/mapping/types.ts';
import { indexEntry, isHeld, isInScope, isReleased, type UserRecord } from '../domain/record.ts';
import { eachPage } from './each-page.ts';
import type { Json } from './ports.ts';
import { dueTime, isoTime, type StatusAnswer, type StatusPorts } from './status-answer.ts';

const OBJECT_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const PSEUDONYM = /^u-[\da-f]{16}$/;
const JOURNAL_LINES = 20;
/** Records looked at in one page while a pseudonym is searched. */
const PAGE = 1000;
/** What comes from chance is for new accounts only, so that its value says nothing here. */
const ANY_CHANCE: EvaluationContext = { ...NO_CONTEXT, uuid: () => 'a random id', randomInt: () => 0 };

/** The person as Graph shows it now, or why that is not known. */
type Reading = { readonly user: SourceUser | undefined } | { readonly failed: string };

/** Why one person has the account it has: names of attributes and states, no values. */
export async function statusUser(ports: StatusPorts, reference: string): Promise<StatusAnswer> {
  const { records, journal, digester } = ports;
  if (PSEUDONYM.test(reference)) {
    const known = await idBehind(ports, reference);
    if (known === undefined)
      return { code: 404, body: { error: 'no record has this pseudonym under the digest key in use' } };
    return statusUser(ports, known);
  }
  const reading = await readPerson(ports, reference);
  const found = 'user' in reading ? reading.user?.id : undefined;
  const id = typeof found === 'string' ? found : OBJECT_ID.test(reference) ? reference.toLowerCase() : undefined;
  if (id === undefined) {
    if ('failed' in reading)
      return { code: 502, body: { error: 'the directory gave no answer', source: reading.failed } };
    return { code: 404, body: { error: 'the directory has no such user; deleted users are found by object id' } };
  }
  const record = (await records.read(id))?.value;
  return {
    code: 200,
    body: {
      id,
      pseudonym: digester.pseudonym(id),
      source: showSource(reading),
      ...(record === undefined ? withoutRecord(reading, ports) : showRecord(record, ports)),
      attributes: showAttributes(record, reading, ports),
      journal: (await journal.last(id, JOURNAL_LINES)).map((line) => ({ ...line, at: isoTime(line.at) })),
    },
  };
}

/** Telemetry names people by pseudonym; only by trying every record can one be turned back. */
async function idBehind({ records, digester }: StatusPorts, pseudonym: string): Promise<string | undefined> {
  for await (const { items } of eachPage((cursor) => records.all(cursor, PAGE))) {
    const found = items.find(({ value }) => digester.pseudonym(value.id) === pseudonym);
    if (found !== undefined) return found.value.id;
  }
  return undefined;
}

async function readPerson({ directory, configuration }: StatusPorts, reference: string): Promise<Reading> {
  try {
    return { user: await directory.readUser(reference, configuration.mapping.select) };
  } catch (error) {
    const known = asConnectorError(error);
    if (known === undefined) throw error;
    return { failed: known.code };
  }
}

function showSource(reading: Reading): string {
  if ('failed' in reading) return reading.failed;
  if (reading.user === undefined) return 'not found';
  return reading.user.accountEnabled === false ? 'disabled' : 'enabled';
}

function withoutRecord(reading: Reading, { configuration }: StatusPorts): { [key: string]: Json } {
  const reason = configuration.scope === 'assigned' ? 'not assigned to the application' : 'not seen by a run yet';
  if (!('user' in reading) || reading.user === undefined)
    return { inScope: false, why: 'the directory does not show this user', record: null };
  const passes = configuration.mapping.userFilter.isInScope(reading.user);
  return { inScope: false, why: passes ? reason : `${reason}; does not pass the filter`, record: null };
}

function showRecord(record: UserRecord, { clock }: StatusPorts): { [key: string]: Json } {
  const { want, have } = record;
  const entry = indexEntry(record);
  const now = clock.now();
  const departure = want.departure;
  return {
    inScope: isInScope(want),
    why: whyInScope(record),
    departure:
      departure === null
        ? null
        : {
            why: departure.why,
            since: isoTime(departure.since),
            action: departure.action,
            state: isHeld(record) ? 'held' : isReleased(record) ? 'released' : 'done',
          },
    record: {
      version: want.version,
      confirmedVersion: have.confirmedVersion,
      entitledBy: want.entitledBy,
      state: entry === null ? 'in step' : entry.type === 'held' ? 'held' : 'dirty',
      nextAttempt: entry?.type === 'due' ? dueTime(entry.at, now) : null,
      attempts: have.attempts,
      parked: have.parked,
      reason: have.reason,
      recheck: have.recheck?.reason ?? null,
      waitsFor: have.waitsFor,
      writing: have.intent?.verb ?? null,
    },
    account: { id: have.accountId, state: have.state, suspect: have.suspect },
  };
}

function whyInScope({ want }: UserRecord): string {
  if (want.source !== 'present') return `the directory shows the user as ${want.source}`;
  if (want.entitledBy.length === 0) return 'not assigned to the application';
  if (want.filter === 'fail') return 'does not pass the scoping filter';
  return `present and entitled by ${want.entitledBy.join(', ')}`;
}

function notFilled(
  { attribute, expression, reason }: Pick<SkippedAttribute, 'attribute' | 'expression' | 'reason'>,
  state: string,
): Json {
  return { name: attribute, state, why: reason, expression };
}

/** Wanted now against what was last sent and confirmed. */
function showAttributes(record: UserRecord | undefined, reading: Reading, ports: StatusPorts): Json {
  if (!('user' in reading) || reading.user === undefined) return null;
  const { configuration, digester, clock } = ports;
  const evaluation = configuration.mapping.evaluate(reading.user, { ...ANY_CHANCE, now: () => clock.now() });
  if (!evaluation.ok) {
    return [notFilled(evaluation, evaluation.ignored === true ? 'ignored' : 'cannot be filled')];
  }
  const hasAccount = (record?.have.accountId ?? null) !== null;
  const missing = hasAccount ? undefined : evaluation.missing;
  const sent = record?.have.sent ?? {};
  const stateOf = (name: AttributeName, digest: string): string => {
    if (sent[name] === undefined) return 'never-sent';
    return sent[name] === digest ? 'same' : evaluation.createOnly.has(name) ? 'only on create' : 'differs';
  };
  return [
    ...(missing === undefined ? [] : [notFilled(missing, 'cannot be filled')]),
    ...[...evaluation.values].map(([name, value]) => ({ name, state: stateOf(name, digester.attribute(name, value)) })),
    ...evaluation.skipped.map(({ attribute, reason }) => ({ name: attribute, state: 'left out', why: reason })),
  ];
}
