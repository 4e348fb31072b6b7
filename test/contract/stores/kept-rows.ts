import type { TableEntity } from '@azure/data-tables';
import type { WakeBody } from '../../../shared/bus/wake-message.ts';
import { toWakeBody } from '../../../shared/bus/wake-message.ts';
import type { UserRecord } from '../../../shared/domain/record.ts';
import { NEW_FEED, OPEN_GATE } from '../../../shared/sync/control-documents.ts';
import type { Claim, JournalEntry, Json } from '../../../shared/sync/ports.ts';
import { createClaimsTable } from '../../../shared/tables/claims-table.ts';
import { createControlTable } from '../../../shared/tables/control-table.ts';
import { createJournalTable } from '../../../shared/tables/journal-table.ts';
import { createMembersTable } from '../../../shared/tables/members-table.ts';
import { createRecordsTable } from '../../../shared/tables/records-table.ts';
import { TABLE_NAMES, type Tables } from '../../../shared/tables/table-clients.ts';
import { NOW } from './open-stores.ts';
import { aFullRecord, aHeldRecord, aRecordDueAt, aSettledRecord } from './sample-records.ts';

/** What one schema version left behind: the rows as stored, and what they meant to the release that wrote them. */
export interface KeptRows {
  readonly rows: Readonly<Record<string, readonly TableEntity[]>>;
  readonly values: KeptValues;
}

export interface KeptValues {
  readonly records: readonly UserRecord[];
  readonly lease: { readonly owner: string; readonly epoch: number; readonly expiry: number };
  readonly documents: Readonly<Record<string, Json>>;
  readonly members: { readonly group: string; readonly users: readonly string[] };
  readonly pending: readonly { readonly user: string; readonly wanted: boolean }[];
  readonly claims: Readonly<Record<string, Claim>>;
  readonly journal: { readonly id: string; readonly entries: readonly JournalEntry[] };
  readonly wake: WakeBody;
}

/** The journal's table of the month of `NOW`. */
export const JOURNAL = 'journal202605';

const SAMPLES: KeptValues = {
  records: [aFullRecord('user-1'), aHeldRecord('user-2'), aRecordDueAt('user-3', 500), aSettledRecord('user-4')],
  lease: { owner: 'instance-1', epoch: 17, expiry: NOW + 90_000 },
  documents: {
    configuration: { hash: 'configuration-2', mode: 'live', scope: 'assigned', since: NOW },
    gate: { ...OPEN_GATE, closed: true, reason: 'unauthorized', cause: 'permission', since: NOW, probing: 'user-1' },
    'feed|users': {
      ...NEW_FEED,
      phase: 'idle',
      deltaLink: 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=a',
    },
    refresh: { state: 'running', part: 'held', cursor: '', startedAt: NOW, finishedAt: 0, touch: true, why: 'daily' },
    'plan|1': { limit: 10, count: 12, at: NOW },
    summary: {
      ...{ at: NOW, runStarted: NOW, runMs: 700, outcome: 'finished', records: 4, inScope: 2, active: 2, inactive: 1 },
      ...{ dirty: 2, due: 1, parked: { 'name-held': 1 }, held: 1, oldestDue: NOW, creates: 1, countedAt: NOW },
    },
    'hour|494123': { count: 3, at: NOW },
    'creates|494123': { count: 5, at: NOW },
    refusal: { since: NOW, at: NOW },
    budget: { windowEnd: NOW + 60_000, allowed: 300, granted: 40, guessed: false, notBefore: 0 },
  },
  members: { group: 'app', users: ['user-1', 'user-3'] },
  pending: [
    { user: 'user-1', wanted: true },
    { user: 'user-2', wanted: false },
    { user: 'user-3', wanted: true },
  ],
  claims: { 'account-1': { owner: 'user-1', how: 'created' }, 'account-2': { owner: 'user-2', how: 'adopted' } },
  journal: {
    id: 'user-1',
    entries: [
      { at: NOW, attempt: 'attempt-2', verb: 'update', attributes: ['title'], outcome: 'unknown', status: null },
      { at: NOW - 1_000, attempt: 'attempt-1', verb: 'create', attributes: [], outcome: 'confirmed', status: 201 },
    ],
  },
  wake: toWakeBody({ kind: 'user', objectId: 'user-1', why: 'change', urgent: false }),
};

/** Has the stores of today write the samples into empty tables, and keeps what then lies there. */
export async function keepRows(tables: Tables): Promise<KeptRows> {
  await writeSamples(tables);
  const rows: Record<string, TableEntity[]> = {};
  for (const name of [...TABLE_NAMES, JOURNAL]) {
    rows[name] = [];
    for await (const { etag: _, timestamp: __, ...entity } of tables.client(name).listEntities()) {
      rows[name].push(Object.fromEntries(Object.entries(entity).map(toKept)) as TableEntity);
    }
  }
  return { rows, values: SAMPLES };
}

async function writeSamples(tables: Tables): Promise<void> {
  let ids = 0;
  const uuid = (): string => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  const records = createRecordsTable({ client: tables.client('records'), uuid });
  for (const record of SAMPLES.records) await records.write(record, undefined);
  await records.markWoken(await records.due(NOW, 10), NOW);
  await records.markPreviewed('user-3', '1:configuration-1:update:title');
  await records.markPlanned((await records.held(undefined, 10)).items, '1');

  const control = createControlTable({ client: tables.client('control'), uuid });
  const lease = await control.writeLease(SAMPLES.lease, undefined);
  await control.commit(lease, SAMPLES.lease.expiry, SAMPLES.documents);

  const members = createMembersTable(tables.client('members'));
  await members.setWanted('app', SAMPLES.members.users, true);
  await members.setWanted('app', ['user-2'], false);

  const claims = createClaimsTable({ client: tables.client('claims'), uuid });
  for (const [targetId, claim] of Object.entries(SAMPLES.claims)) await claims.insert(targetId, claim);

  const journal = createJournalTable({ tables, clock: { now: () => NOW }, uuid });
  for (const entry of SAMPLES.journal.entries.toReversed()) await journal.append(SAMPLES.journal.id, entry);
}

// JSON knows no 64-bit integer; this is how the SDK takes one.
function toKept([name, value]: [string, unknown]): readonly [string, unknown] {
  return [name, typeof value === 'bigint' ? { type: 'Int64', value: String(value) } : value];
}
