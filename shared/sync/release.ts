import { countsAsLoss, guardLimit, judge } from '../domain/guard.ts';
import { isHeld, isLossOfScope, isReleased, type UserRecord, type Want } from '../domain/record.ts';
import { asCode } from '../domain/safe-text.ts';
import { fromReading } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import { document, listDocuments, NEW_FEED, readDocument } from './control-documents.ts';
import { countOfDay, raisedHour } from './day-count.ts';
import { eachPage } from './each-page.ts';
import { feedsInUse, isFailingLong } from './feed-failure.ts';
import type { HeldLease } from './lease.ts';
import type { HeldEntry } from './ports.ts';
import { readRecord } from './read-record.ts';
import { lookAtEach } from './readings.ts';
import { createWantWriter } from './want-writer.ts';

type ReleasePorts = Pick<
  Ports,
  'records' | 'control' | 'members' | 'directory' | 'digester' | 'clock' | 'configuration' | 'events' | 'chance'
>;

const PAGE = 200;
const READ = 20;

/**
 * The guard: counts what it would release, freezes a plan above the limit, and below it confirms each departure by a fresh
 * read before releasing exactly that departure number. It only reports unless the mode is live and the gate open.
 */
export async function releaseDepartures(ports: ReleasePorts, lease: HeldLease, gateOpen: boolean): Promise<void> {
  const { records, configuration, events } = ports;
  const settledBefore = await feedsFinishedSince(ports);
  const plans = await listDocuments(ports.control, 'plan');
  const shut = shutPlans(plans, configuration.guardLimit);
  let ready: Ready[] = [];
  const frozen = new Set<string>();
  let waiting = 0;
  for await (const { items, next } of eachPage((cursor) => records.held(cursor, PAGE))) {
    for (const entry of items) {
      frozen.add(entry.plan);
      if (shut.has(entry.plan)) waiting += 1;
      else {
        const record = await readRecord(records, entry.id);
        if (record !== undefined && isHeld(record) && isSettled(record.want, settledBefore))
          ready.push({ record, entry });
      }
    }
    // Many may be held, and the lease must not run out while they are looked through.
    if (next !== undefined) await lease.commit({});
  }
  ready = await finishMarking(ports, lease, plans, ready);
  for (const { entry } of ready) frozen.add(entry.plan);
  await closePlans(ports, lease, frozen);
  if (ready.length > 0) {
    const verdict = await judgeReady(ports, ready);
    if (configuration.mode !== 'live' || !gateOpen) {
      events.emit('departures-reported', { count: ready.length + waiting, would: verdict.release.length });
    } else {
      await freeze(ports, lease, ready, verdict.freeze, verdict.limit);
      await confirmAndRelease(
        ports,
        lease,
        ready.map(({ record }) => record).filter(({ id }) => verdict.release.includes(id)),
        true,
      );
    }
  }
  if (configuration.mode === 'live' && gateOpen) await renewReleases(ports, lease);
}

interface Ready {
  readonly record: UserRecord;
  readonly entry: HeldEntry;
}

type Plans = Awaited<ReturnType<typeof listDocuments<'plan'>>>;

/** Plans that nothing but a person opens, whose many departures need not be read. */
function shutPlans(plans: Plans, configured: number | undefined): ReadonlySet<string> {
  const shut = plans.filter(({ value }) => !value.marking && (configured === undefined || value.limit >= configured));
  return new Set(shut.map(({ name }) => name));
}

/** A plan whose marking failed half-way takes in whoever was held when it was made, so that nobody slips below the limit. */
async function finishMarking(
  { records }: ReleasePorts,
  lease: HeldLease,
  plans: Plans,
  ready: readonly Ready[],
): Promise<Ready[]> {
  let all = [...ready];
  for (const { name, value } of plans.filter(({ value }) => value.marking)) {
    const left = all.filter(
      ({ record, entry }) =>
        entry.plan === '' && countsAsLoss(record) && (record.want.departure?.since ?? 0) <= value.at,
    );
    const ids = new Set(left.map(({ record }) => record.id));
    await records.markPlanned(
      left.map(({ entry }) => entry),
      name,
    );
    await lease.commit(document('plan', { ...value, marking: false }, name));
    all = all.map((one) => (ids.has(one.record.id) ? { ...one, entry: { ...one.entry, plan: name } } : one));
  }
  return all;
}

/** An explicit event counts at once, a loss of entitlement or filter when every feed has finished a round begun after it was seen. */
function isSettled(want: Want, settledBefore: number): boolean {
  if (want.departure === null) return false;
  const { why, since } = want.departure;
  return !isLossOfScope(why) || since < settledBefore;
}

/** Start of the oldest of the feeds' last finished rounds; a feed that failed for a day no longer delays the others. */
async function feedsFinishedSince({ control, configuration, clock }: ReleasePorts): Promise<number> {
  const stored = await Promise.all(feedsInUse(configuration.scope).map((name) => readDocument(control, 'feed', name)));
  const feeds = stored.map((feed) => feed?.value ?? NEW_FEED);
  const well = feeds.filter((feed) => !isFailingLong(feed, clock.now(), configuration.timings));
  return Math.min(...(well.length > 0 ? well : feeds).map(({ finishedStart }) => finishedStart));
}

async function judgeReady(ports: ReleasePorts, ready: readonly Ready[]) {
  const { control, configuration } = ports;
  const usedInDay = await countOfDay(ports, 'hour');
  const plans = await listDocuments(control, 'plan');
  const inScope = (await readDocument(control, 'summary'))?.value.inScope ?? 0;
  const limit = guardLimit(inScope, configuration.guardLimit);
  const verdict = judge(
    ready.map(({ record, entry }) => ({
      id: record.id,
      counts: countsAsLoss(record),
      plan: entry.plan,
    })),
    {
      limit,
      configured: configuration.guardLimit,
      usedInDay,
      planLimits: new Map(plans.map(({ name, value }) => [name, value.limit])),
    },
  );
  return { ...verdict, limit };
}

async function freeze(
  { records, chance, clock, events }: ReleasePorts,
  lease: HeldLease,
  ready: readonly { entry: HeldEntry }[],
  ids: readonly string[],
  limit: number,
): Promise<void> {
  if (ids.length === 0) return;
  const plan = chance.uuid();
  const frozen = ready.map(({ entry }) => entry).filter(({ id }) => ids.includes(id));
  const value = { limit, count: frozen.length, at: clock.now(), marking: true };
  await lease.commit(document('plan', value, plan));
  await records.markPlanned(frozen, plan);
  await lease.commit(document('plan', { ...value, marking: false }, plan));
  events.emit('plan-frozen', { plan: asCode(plan), departures: frozen.length, limit });
}

/** A plan none of whose departures is held any more waits for nobody. */
async function closePlans({ control }: ReleasePorts, lease: HeldLease, frozen: ReadonlySet<string>): Promise<void> {
  for (const { name, value } of await listDocuments(control, 'plan')) {
    if (value.count > 0 && !value.marking && !frozen.has(name))
      await lease.commit(document('plan', { ...value, count: 0 }, name));
  }
}

/** Each departure is confirmed by a reading of the source; a reading that contradicts it ends it. */
async function confirmAndRelease(
  ports: ReleasePorts,
  lease: HeldLease,
  candidates: readonly UserRecord[],
  count: boolean,
): Promise<void> {
  const { configuration, clock, members } = ports;
  const writer = createWantWriter(ports, lease, { stampAll: false, urgency: 1 });
  for (let from = 0; from < candidates.length; from += READ) {
    const slice = candidates.slice(from, from + READ);
    const readAt = clock.now();
    const looks = await lookAtEach(
      ports,
      slice.map(({ id }) => id),
    );
    // Whoever could not be read stays held, and is a candidate of the next run.
    const read = slice.filter(({ id }) => looks.has(id));
    const counted = read.filter((record) => count && countsAsLoss(record)).length;
    // Counted before the release: a crash in between overcounts, which is the safe side.
    if (counted > 0) {
      const { key, value } = await raisedHour(ports, 'hour', counted);
      await lease.commit({ [key]: value });
    }
    for (const { id, want: judged } of read) {
      const look = looks.get(id);
      if (look === undefined) continue;
      const entitled = configuration.scope === 'all' || (await members.isWanted('app', id));
      await writer.change(id, undefined, (want, context) => {
        const departure = want.departure;
        if (departure === null || departure.number !== judged.departure?.number) return undefined;
        const stands =
          (departure.why === 'unassigned' && !entitled) ||
          (departure.why === 'filtered' && look.kind === 'user' && look.filter === 'fail');
        // Who is shown at all is neither in the bin nor gone, enabled or not.
        const isThere = departure.why === 'softDeleted' || departure.why === 'absent';
        const contradicted = look.kind === 'user' && (isThere || look.enabled) && !stands;
        if (contradicted && departure.why !== 'purged') return fromReading(want, look, context);
        // While two sights of the source disagree nothing is taken away.
        if (want.doubtUntil !== null && departure.why !== 'purged') return fromReading(want, look, context);
        return {
          ...want,
          release: { departure: departure.number, until: readAt + configuration.timings.releaseLife },
          epoch: context.epoch,
        };
      });
    }
  }
}

/** A release that ran out before its worker came is confirmed again, without being counted again. */
async function renewReleases(ports: ReleasePorts, lease: HeldLease): Promise<void> {
  const { records, clock } = ports;
  const now = clock.now();
  const entries = await records.due(now, PAGE);
  const expired: UserRecord[] = [];
  for (const entry of entries.filter(
    ({ priority, releasedUntil }) => priority === 0 && releasedUntil > 0 && releasedUntil <= now,
  )) {
    const record = await readRecord(records, entry.id);
    if (record !== undefined && isReleased(record)) expired.push(record);
  }
  await confirmAndRelease(ports, lease, expired, false);
}
