import { countsAsLoss, guardLimit, judge } from '../domain/guard.ts';
import { isHeld, isReleased, type UserRecord, type Want } from '../domain/record.ts';
import { fromReading } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import { document, listDocuments, NEW_FEED, readDocument } from './control-documents.ts';
import type { HeldLease } from './lease.ts';
import type { HeldEntry, Json } from './ports.ts';
import { lookAt } from './readings.ts';
import { createWantWriter } from './want-writer.ts';

type ReleasePorts = Pick<
  Ports,
  'records' | 'control' | 'members' | 'directory' | 'digester' | 'clock' | 'configuration' | 'events' | 'chance'
>;

const PAGE = 200;
const HOUR_MS = 3_600_000;
const READ = 20;

/**
 * The guard: counts what it would release, freezes a plan above the limit, and below it confirms each departure by a fresh
 * read before releasing exactly that departure number. It only reports unless the mode is live and the gate open.
 */
export async function releaseDepartures(ports: ReleasePorts, lease: HeldLease, gateOpen: boolean): Promise<void> {
  const { records, configuration, events } = ports;
  const settledBefore = await feedsFinishedSince(ports);
  const ready: { record: UserRecord; entry: HeldEntry }[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.held(cursor, PAGE);
    for (const entry of page.items) {
      const record = (await records.read(entry.id))?.value;
      if (record !== undefined && isHeld(record) && isSettled(record.want, settledBefore))
        ready.push({ record, entry });
    }
    cursor = page.next;
  } while (cursor !== undefined);
  if (ready.length > 0) {
    const verdict = await judgeReady(ports, ready);
    if (configuration.mode !== 'live' || !gateOpen) {
      events.emit('departures-reported', { count: ready.length, would: verdict.release.length });
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

/** An explicit event counts at once, a loss of entitlement or filter when every feed has finished a round begun after it was seen. */
function isSettled(want: Want, settledBefore: number): boolean {
  if (want.departure === null) return false;
  const { why, since } = want.departure;
  return (why !== 'unassigned' && why !== 'filtered') || since < settledBefore;
}

async function feedsFinishedSince({ control, configuration }: ReleasePorts): Promise<number> {
  const names = configuration.scope === 'all' ? ['users'] : ['users', 'assignments'];
  const feeds = await Promise.all(names.map((name) => readDocument(control, 'feed', name)));
  return Math.min(...feeds.map((feed) => (feed?.value ?? NEW_FEED).finishedStart));
}

async function judgeReady(ports: ReleasePorts, ready: readonly { record: UserRecord; entry: HeldEntry }[]) {
  const { control, configuration, clock } = ports;
  const now = clock.now();
  const hours = await listDocuments(control, 'hour');
  const usedInDay = hours
    .filter(({ value }) => now - value.at < configuration.timings.guardDay)
    .reduce((sum, { value }) => sum + value.count, 0);
  const plans = await listDocuments(control, 'plan');
  const inScope = (await readDocument(control, 'summary'))?.value.inScope ?? 0;
  const limit = guardLimit(inScope, configuration.guardLimit);
  const verdict = judge(
    ready.map(({ record, entry }) => ({
      id: record.id,
      counts: countsAsLoss(record, configuration.leaverActions),
      plan: entry.plan,
    })),
    { limit, usedInDay, planLimits: new Map(plans.map(({ name, value }) => [name, value.limit])) },
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
  await lease.commit(document('plan', { limit, count: frozen.length, at: clock.now() }, plan));
  await records.markPlanned(frozen, plan);
  events.emit('plan-frozen', { plan, departures: frozen.length, limit });
}

/** Each departure is confirmed by a reading of the source; a reading that contradicts it ends it. */
async function confirmAndRelease(
  ports: ReleasePorts,
  lease: HeldLease,
  candidates: readonly UserRecord[],
  count: boolean,
): Promise<void> {
  const { directory, configuration, clock, members } = ports;
  const writer = createWantWriter(ports, lease, { stampAll: false, urgency: 1 });
  for (let from = 0; from < candidates.length; from += READ) {
    const slice = candidates.slice(from, from + READ);
    const readAt = clock.now();
    const users = await directory.readUsers(
      slice.map(({ id }) => id),
      configuration.mapping.select,
    );
    const counted = slice.filter((record) => count && countsAsLoss(record, configuration.leaverActions)).length;
    // Counted before the release: a crash in between overcounts, which is the safe side.
    if (counted > 0) await lease.commit(await raisedHour(ports, counted));
    for (const { id, want: judged } of slice) {
      const look = lookAt(users.get(id), ports);
      const assigned = configuration.scope === 'assigned' && (await members.isWanted('app', id));
      await writer.change(id, undefined, (want, context) => {
        const departure = want.departure;
        if (departure === null || departure.number !== judged.departure?.number) return undefined;
        const stands =
          (departure.why === 'unassigned' && !assigned) ||
          (departure.why === 'filtered' && look.kind === 'user' && look.filter === 'fail');
        const contradicted = look.kind === 'user' && look.enabled && !stands;
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

async function raisedHour({ control, clock }: ReleasePorts, count: number): Promise<Record<string, Json>> {
  const at = Math.floor(clock.now() / HOUR_MS) * HOUR_MS;
  const stored = await readDocument(control, 'hour', String(at));
  return document('hour', { count: (stored?.value.count ?? 0) + count, at: clock.now() }, String(at));
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
    const record = (await records.read(entry.id))?.value;
    if (record !== undefined && isReleased(record)) expired.push(record);
  }
  await confirmAndRelease(ports, lease, expired, false);
}
