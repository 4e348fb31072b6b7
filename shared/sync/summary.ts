import { indexEntry, isInScope, isReleased, type UserRecord } from '../domain/record.ts';
import type { Ports } from './configuration.ts';
import { document, readDocument, type SummaryDocument } from './control-documents.ts';
import { reportCreates } from './create-limit.ts';
import { asSeen } from './dry-mark.ts';
import { eachPage } from './each-page.ts';
import type { HeldLease } from './lease.ts';

type SummaryPorts = Pick<Ports, 'records' | 'control' | 'clock' | 'configuration' | 'events'>;

const PAGE = 1000;
type Counts = Omit<SummaryDocument, 'at' | 'runStarted' | 'runMs' | 'outcome'>;

/** Records whose count every minute is cheap; each further so many make the counts a minute older. */
const CHEAP = 10_000;

/** How old the counts may become, in looks of a minute: reading everybody is by far the dearest part of a quiet run. */
export function looksBetweenCounts(records: number): number {
  return 1 + Math.floor(records / CHEAP);
}

/** Writes the row that `status` shows; counts of all records are renewed each minute at most, and less often when there are many. */
export async function writeSummary(
  ports: SummaryPorts,
  lease: HeldLease,
  run: { started: number; outcome: string },
): Promise<void> {
  const now = ports.clock.now();
  const before = (await readDocument(ports.control, 'summary'))?.value;
  const oldest = ports.configuration.timings.lookAgain * looksBetweenCounts(before?.records ?? 0);
  const recent = before !== undefined && now - before.countedAt < oldest;
  const counts = recent ? before : await countRecords(ports);
  if (!recent) reportCreates(ports, before, counts);
  await lease.commit(
    document('summary', {
      ...counts,
      at: now,
      runStarted: run.started,
      runMs: now - run.started,
      outcome: run.outcome,
    }),
  );
}

async function countRecords(ports: SummaryPorts): Promise<Counts> {
  const { records, clock } = ports;
  const now = clock.now();
  const parkedDry = await parkedByDryRun(ports);
  const parked: Record<string, number> = {};
  const counts = {
    records: 0,
    inScope: 0,
    active: 0,
    inactive: 0,
    dirty: 0,
    due: 0,
    held: 0,
    oldestDue: 0,
    oldestChange: 0,
    creates: 0,
  };
  for await (const { items } of eachPage((cursor) => records.all(cursor, PAGE))) {
    for (const { value: record } of items) {
      counts.records += 1;
      if (isInScope(record.want)) {
        counts.inScope += 1;
        if (record.have.state === 'none' || record.have.state === 'deleted') counts.creates += 1;
      }
      if (record.have.state === 'active') counts.active += 1;
      if (record.have.state === 'inactive') counts.inactive += 1;
      const entry = indexEntry(record);
      if (entry?.type === 'held') counts.held += 1;
      if (entry?.type !== 'due') continue;
      counts.dirty += 1;
      const reason =
        parkedDry.get(record.id) ??
        (record.have.parked && entry.at > now ? (record.have.reason ?? 'unknown') : undefined);
      // A leaver's version need not have grown.
      const waits = record.have.confirmedVersion < record.want.version || isReleased(record);
      if (reason === undefined && waits) {
        counts.oldestChange = earlier(counts.oldestChange, changedAt(record) ?? 0);
      }
      if (reason !== undefined) {
        parked[reason] = (parked[reason] ?? 0) + 1;
      } else if (entry.at <= now) {
        counts.due += 1;
        const since = entry.at === 0 ? (changedAt(record) ?? now) : entry.at;
        counts.oldestDue = earlier(counts.oldestDue, since);
      }
    }
  }
  return { ...counts, parked, countedAt: now };
}

/** Reasons by record: a dry run leaves records due and says on their rows that they would be parked. */
async function parkedByDryRun({ records, clock, configuration }: SummaryPorts): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (configuration.mode !== 'dry') return found;
  for await (const { items } of eachPage((cursor) => records.dirty(cursor, PAGE))) {
    for (const entry of items) {
      const { id, at, parked, reason } = asSeen(entry, configuration);
      if (parked && at > clock.now()) found.set(id, reason);
    }
  }
  return found;
}

/** 0 = no time. */
function earlier(one: number, other: number): number {
  return one === 0 || other === 0 ? Math.max(one, other) : Math.min(one, other);
}

/** Since when a record without a time of its own is due. */
function changedAt({ want }: UserRecord): number | null {
  return want.departure?.since ?? want.grownAt;
}
