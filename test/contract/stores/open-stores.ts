import { randomUUID } from 'node:crypto';
import { type Azurite, startAzurite } from '../../../local/azurite/start.ts';
import type { ClaimStore, ControlStore, Journal, MemberStore, RecordStore } from '../../../shared/sync/ports.ts';
import { createClaimsTable } from '../../../shared/tables/claims-table.ts';
import { createControlTable } from '../../../shared/tables/control-table.ts';
import { createJournalTable } from '../../../shared/tables/journal-table.ts';
import { createMembersTable } from '../../../shared/tables/members-table.ts';
import { createRecordsTable } from '../../../shared/tables/records-table.ts';
import { createTables, TABLE_NAMES, type Tables } from '../../../shared/tables/table-clients.ts';
import { createMemoryClaims } from '../../support/memory/memory-claims.ts';
import { createMemoryControl } from '../../support/memory/memory-control.ts';
import { createMemoryJournal } from '../../support/memory/memory-journal.ts';
import { createMemoryMembers } from '../../support/memory/memory-members.ts';
import { createMemoryRecords } from '../../support/memory/memory-records.ts';
import { realClock } from '../../support/scripted-server.ts';

/** A time in the middle of a month, when tests mean "now". */
export const NOW = Date.UTC(2026, 4, 15, 12);

export interface Stores {
  readonly records: RecordStore;
  readonly control: ControlStore;
  readonly members: MemberStore;
  readonly claims: ClaimStore;
  readonly journal: Journal;
}

export interface Place {
  readonly place: string;
  /** Fresh, empty stores. */
  open(): Promise<Stores>;
}

const running: Azurite[] = [];

/** Both homes of the stores; `closePlaces` must be called after the tests. */
export const PLACES: readonly Place[] = [
  { place: 'in memory', open: async () => openMemory() },
  { place: 'in Table Storage', open: async () => openTables(await freshTables()) },
];

/** Empty tables of their own in the one Azurite of the test file. */
export async function freshTables(): Promise<Tables> {
  const azurite = running[0] ?? (await startAzurite());
  if (running.length === 0) running.push(azurite);
  const prefix = `t${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const tables = createTables({ account: { connectionString: azurite.connectionString }, prefix, clock: realClock });
  await tables.ensure(TABLE_NAMES);
  return tables;
}

/** Address of the running Azurite. */
export function connectionString(): string {
  return running[0]?.connectionString ?? '';
}

export async function closePlaces(): Promise<void> {
  for (const azurite of running.splice(0)) await azurite.close();
}

export function openTables(tables: Tables): Stores {
  const uuid = randomUUID;
  return {
    records: createRecordsTable({ client: tables.client('records'), uuid }),
    control: createControlTable({ client: tables.client('control'), uuid }),
    members: createMembersTable(tables.client('members')),
    claims: createClaimsTable({ client: tables.client('claims'), uuid }),
    journal: createJournalTable({ tables, clock: { now: () => NOW }, uuid }),
  };
}

function openMemory(): Stores {
  return {
    records: createMemoryRecords(),
    control: createMemoryControl(),
    members: createMemoryMembers(),
    claims: createMemoryClaims(),
    journal: createMemoryJournal(),
  };
}

/** Every item of a paged list. */
export async function collect<T>(
  page: (cursor: string | undefined) => Promise<{ items: readonly T[]; next?: string }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await page(cursor);
    all.push(...items);
    cursor = next;
  } while (cursor !== undefined);
  return all;
}
