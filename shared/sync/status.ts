import { listDocuments, OPEN_GATE, readDocument, type SummaryDocument } from './control-documents.ts';
import { type Json, UnknownCursor } from './ports.ts';
import { isoTime, type StatusAnswer, type StatusPorts, secondsSince } from './status-answer.ts';
import { isListName, LIST_NAMES, statusList } from './status-list.ts';
import { statusUser } from './status-user.ts';

const LONGEST_VALUE = 2000;
const ALLOWED = {
  '(nothing)': 'the state of the connector',
  list: `${LIST_NAMES.join(', ')}; page = the "next" of the page before`,
  user: 'the object id or user principal name of one user, or the pseudonym that telemetry shows',
} as const;

/** Answers a status request; parameters are given as they came, so that one given twice is seen. */
export async function status(
  ports: StatusPorts,
  parameters: readonly (readonly [string, string])[],
): Promise<StatusAnswer> {
  // The platform's key may travel as a parameter; it is not ours.
  const given = parameters.filter(([name]) => name !== 'code' && name !== 'clientId');
  const query = new Map(given);
  const [list, page, user] = [query.get('list'), query.get('page'), query.get('user')];
  const unknown = given.find(([name]) => name !== 'list' && name !== 'page' && name !== 'user')?.[0];
  if (unknown !== undefined) return refuse(`there is no parameter ${unknown.slice(0, 50)}`);
  if (query.size < given.length) return refuse('a parameter is given twice');
  if (given.some(([, value]) => value.trim() === '' || value.length > LONGEST_VALUE)) {
    return refuse('a parameter is empty or too long');
  }
  if (list !== undefined && user !== undefined) return refuse('list and user exclude each other');
  if (page !== undefined && list === undefined) return refuse('page goes with list');
  if (list !== undefined) {
    if (!isListName(list)) return refuse(`there is no list ${list.slice(0, 50)}`);
    try {
      return { code: 200, body: await statusList(ports, list, page) };
    } catch (error) {
      if (error instanceof UnknownCursor) return refuse('page is not the "next" of a page of this list');
      throw error;
    }
  }
  if (user !== undefined) return statusUser(ports, user.trim());
  return { code: 200, body: await overview(ports) };
}

function refuse(error: string): StatusAnswer {
  return { code: 400, body: { error, allowed: ALLOWED } };
}

async function overview({ control, clock, configuration }: StatusPorts): Promise<Json> {
  const now = clock.now();
  const [inForce, gate, refresh, summary] = await Promise.all([
    readDocument(control, 'configuration'),
    readDocument(control, 'gate'),
    readDocument(control, 'refresh'),
    readDocument(control, 'summary'),
  ]);
  const [feeds, plans] = await Promise.all([listDocuments(control, 'feed'), listDocuments(control, 'plan')]);
  const { closed, reason, since, nextProbe, step, ramp } = gate?.value ?? OPEN_GATE;
  return {
    mode: configuration.mode,
    scope: configuration.scope,
    configuration: configuration.hash,
    inForce:
      inForce === undefined
        ? null
        : { mode: inForce.value.mode, configuration: inForce.value.hash, since: isoTime(inForce.value.since) },
    gate: closed
      ? { state: 'closed', reason, since: isoTime(since), probes: step, nextProbe: isoTime(nextProbe) }
      : { state: ramp > 0 ? 'ramp' : 'open', wakesPerRun: ramp > 0 ? ramp : null },
    feeds: feeds.map(({ name, value }) => ({
      feed: name,
      phase: value.phase,
      finishedSecondsAgo: secondsSince(value.finishedAt, now),
      roundSecondsOld: value.phase === 'round' ? secondsSince(value.roundStarted, now) : null,
      restarts: value.restarts,
      failingSeconds: value.failingSince === 0 ? null : secondsSince(value.failingSince, now),
    })),
    refresh:
      refresh === undefined
        ? null
        : {
            state: refresh.value.state,
            why: refresh.value.why,
            started: isoTime(refresh.value.startedAt),
            finished: isoTime(refresh.value.finishedAt),
          },
    plans: plans
      .filter(({ value }) => value.count > 0)
      .map(({ name, value }) => ({
        plan: name,
        departures: value.count,
        limit: value.limit,
        frozen: isoTime(value.at),
      })),
    ...summaryOf(summary?.value, now),
  };
}

function summaryOf(summary: SummaryDocument | undefined, now: number): { [key: string]: Json } {
  if (summary === undefined) return { counts: null, lastRun: null };
  const { records, inScope, active, inactive, dirty, due, parked, held, oldestDue, creates, countedAt } = summary;
  return {
    counts: {
      secondsOld: secondsSince(countedAt, now),
      ...{ records, inScope, active, inactive, dirty, due, held, parked },
      withoutAccount: creates,
      oldestDueSeconds: secondsSince(oldestDue, now),
    },
    lastRun: {
      outcome: summary.outcome,
      started: isoTime(summary.runStarted),
      ms: summary.runMs,
      finishedSecondsAgo: secondsSince(summary.at, now),
    },
  };
}
