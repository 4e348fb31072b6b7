import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { parseWake } from '../../../shared/bus/wake-message.ts';
import { createBudget } from '../../../shared/sync/budget.ts';
import { type listDocuments, readDocument } from '../../../shared/sync/control-documents.ts';
import { SCHEMA_VERSION } from '../../../shared/tables/columns.ts';
import { recordKey } from '../../../shared/tables/index-rows.ts';
import { createRecordsTable } from '../../../shared/tables/records-table.ts';
import { bucketOf } from '../../../shared/tables/row-keys.ts';
import type { Tables } from '../../../shared/tables/table-clients.ts';
import { realClock } from '../../support/scripted-server.ts';
import { JOURNAL, type KeptRows, keepRows } from './kept-rows.ts';
import { closePlaces, collect, freshTables, NOW, openTables } from './open-stores.ts';

const FOLDER = 'test/contract/stores/kept';
const VERSIONS = Array.from({ length: SCHEMA_VERSION }, (_, before) => before + 1);

type DocumentKind = Parameters<typeof listDocuments>[1];

afterAll(closePlaces);

function kept(version: number): KeptRows {
  return JSON.parse(readFileSync(`${FOLDER}/schema-${version}.json`, 'utf8')) as KeptRows;
}

/** Tables that hold the rows of a version; `change` is laid over each row. */
async function tablesWith({ rows }: KeptRows, change: Readonly<Record<string, unknown>> = {}): Promise<Tables> {
  const tables = await freshTables();
  await tables.ensure([JOURNAL]);
  for (const [name, entities] of Object.entries(rows)) {
    for (const entity of entities) await tables.client(name).createEntity({ ...entity, ...change });
  }
  return tables;
}

it('keeps rows of every schema version there has been', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(VERSIONS.map((version) => `schema-${version}.json`).sort());
});

it('still writes rows in the shape that is kept for the present version', async () => {
  // When this fails, older releases meet rows they have never seen: raise SCHEMA_VERSION, or, when they can pass the change
  // over without loss, keep the rows anew (test/contract/stores/keep.ts).
  expect((await keepRows(await freshTables())).rows).toEqual(kept(SCHEMA_VERSION).rows);
});

describe.each(VERSIONS)('rows of schema version %d', (version) => {
  const { rows, values } = kept(version);

  it('give the records they held, with their places in the index and the marks on these', async () => {
    const { records } = openTables(await tablesWith({ rows, values }));

    const read = await collect((cursor) => records.all(cursor, 2));
    const byId = read.map(({ value }) => value).sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(byId).toMatchObject(values.records);
    const due = await records.dirty(undefined, 10);
    expect(due.items.map(({ id }) => id).sort()).toEqual(['user-1', 'user-3']);
    expect(due.items.find(({ id }) => id === 'user-3')).toMatchObject({
      at: 500,
      woken: NOW,
      previewed: '1:configuration-1:update:title',
    });
    expect((await records.held(undefined, 10)).items).toMatchObject([{ id: 'user-2', plan: '1' }]);
  });

  it('get the present version with their next write, and lose nothing by it', async () => {
    const tables = await tablesWith({ rows, values });
    const { records } = openTables(tables);
    const before = await records.read('user-1');
    if (before === undefined) throw new Error('user-1 is not there');

    await records.write({ ...before.value, have: { ...before.value.have, attempts: 6 } }, before.etag);

    const row = await tables.client('records').getEntity(bucketOf('user-1'), recordKey('user-1'));
    expect(row.schema).toBe(BigInt(SCHEMA_VERSION));
    const { want, have } = before.value;
    expect((await records.read('user-1'))?.value).toEqual({ id: 'user-1', want, have: { ...have, attempts: 6 } });
  });

  it('give lease, control documents, assignments, claims and journal', async () => {
    const { control, members, claims, journal } = openTables(await tablesWith({ rows, values }));

    expect(await control.readLease()).toMatchObject(values.lease);
    for (const [key, value] of Object.entries(values.documents)) {
      if (key === 'budget') continue;
      const [kind = '', name = ''] = key.split('|');
      const stored = await readDocument(control, kind as DocumentKind, name);
      expect([key, stored?.value]).toMatchObject([key, value]);
    }
    const budget = createBudget({
      control,
      clock: realClock,
      chance: { uuid: randomUUID, fraction: () => 0, integer: () => 0 },
      lanes: 8,
    });
    expect(values.documents.budget).toMatchObject({ allowed: await budget.allowedPerMinute() });
    const { group, users } = values.members;
    expect((await members.wanted(group, undefined, 10)).items).toEqual(users);
    expect(await members.pending(group, 10)).toMatchObject(values.pending);
    for (const [targetId, claim] of Object.entries(values.claims)) {
      expect((await claims.read(targetId))?.value).toEqual(claim);
    }
    expect(await journal.last(values.journal.id, 10)).toMatchObject(values.journal.entries);
  });

  it('are joined by a wake that is understood', () => {
    const { kind, objectId, why } = values.wake;
    for (const body of [values.wake, JSON.stringify(values.wake)]) {
      expect(parseWake(body)).toEqual({ message: { kind, objectId, why } });
    }
  });
});

describe('rows of a newer schema version', () => {
  const newer = { schema: { type: 'Int64', value: String(SCHEMA_VERSION + 1) } };
  const refused = { code: 'row-newer' };

  it('are refused by every reader, so that an older release changes none of them', async () => {
    const stores = openTables(await tablesWith(kept(SCHEMA_VERSION), newer));

    await expect(stores.records.read('user-1')).rejects.toMatchObject(refused);
    await expect(stores.control.readLease()).rejects.toMatchObject(refused);
    await expect(stores.control.read('gate')).rejects.toMatchObject(refused);
    await expect(stores.control.list('feed|')).rejects.toMatchObject(refused);
    await expect(stores.members.wanted('app', undefined, 10)).rejects.toMatchObject(refused);
    await expect(stores.members.pending('app', 10)).rejects.toMatchObject(refused);
    await expect(stores.claims.read('account-1')).rejects.toMatchObject(refused);
    await expect(stores.journal.last('user-1', 10)).rejects.toMatchObject(refused);
  });

  it('are left out of the lists of records and reported, so that nobody is woken or released by them', async () => {
    const tables = await tablesWith(kept(SCHEMA_VERSION), newer);
    const reported: string[] = [];
    const records = createRecordsTable({
      client: tables.client('records'),
      uuid: randomUUID,
      report: (_, { code }) => reported.push(code),
    });

    const listed = [
      await records.all(undefined, 10),
      await records.dirty(undefined, 10),
      await records.held(undefined, 10),
    ];

    expect(listed.map(({ items }) => items.length)).toEqual([0, 0, 0]);
    expect(await records.due(NOW, 10)).toEqual([]);
    expect(new Set(reported)).toEqual(new Set(['row-newer']));
  });
});
