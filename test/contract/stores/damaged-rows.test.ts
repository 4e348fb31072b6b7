import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { Conflict } from '../../../shared/sync/ports.ts';
import { recordKey } from '../../../shared/tables/index-rows.ts';
import { createRecordsTable } from '../../../shared/tables/records-table.ts';
import { bucketOf } from '../../../shared/tables/row-keys.ts';
import { createTables, type Tables } from '../../../shared/tables/table-clients.ts';
import { realClock } from '../../support/scripted-server.ts';
import { closePlaces, freshTables, openTables } from './open-stores.ts';
import { aHeldRecord, aRecord, aRecordDueAt, aSettledRecord } from './sample-records.ts';

afterAll(closePlaces);

async function damage(tables: Tables, id: string, columns: Record<string, unknown>): Promise<void> {
  await tables
    .client('records')
    .updateEntity({ partitionKey: bucketOf(id), rowKey: recordKey(id), ...columns }, 'Merge');
}

describe('rows in Table Storage that are not as they should be', () => {
  it('repairs a missing index row with the next write of its record', async () => {
    const tables = await freshTables();
    const { records } = openTables(tables);
    const etag = await records.write(aRecord('user-1'), undefined);
    const [entry] = await records.due(1_000, 10);
    await tables.client('records').deleteEntity(bucketOf('user-1'), entry?.key ?? '');

    await records.write(aRecordDueAt('user-1', 5), etag);

    expect(await records.due(1_000, 10)).toMatchObject([{ id: 'user-1', at: 5 }]);
  });

  it('says Conflict, not success, when the record itself has gone', async () => {
    const tables = await freshTables();
    const { records } = openTables(tables);
    const etag = await records.write(aRecord('user-1'), undefined);
    await tables.client('records').deleteEntity(bucketOf('user-1'), recordKey('user-1'));

    await expect(records.write(aSettledRecord('user-1'), etag)).rejects.toThrow(Conflict);
  });

  it('refuses to read a row of a newer release, and tells it from a damaged one', async () => {
    const tables = await freshTables();
    const { records } = openTables(tables);
    await records.write(aRecord('user-1'), undefined);
    await damage(tables, 'user-1', { schema: 2n });

    await expect(records.read('user-1')).rejects.toMatchObject({
      code: 'row-newer',
      message: expect.stringContaining('schema version 2'),
    });
  });

  it('leaves a damaged record out of the list, page by page, and reports it', async () => {
    const tables = await freshTables();
    const reported: string[] = [];
    const records = createRecordsTable({
      client: tables.client('records'),
      uuid: randomUUID,
      report: (row, { code }) => reported.push(`${row} ${code}`),
    });
    for (const id of ['user-1', 'user-2', 'user-3']) await records.write(aRecord(id), undefined);
    await damage(tables, 'user-2', { state: 'asleep' });

    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await records.all(cursor, 1);
      ids.push(...page.items.map(({ value }) => value.id));
      cursor = page.next;
    } while (cursor !== undefined);

    expect(ids.sort()).toEqual(['user-1', 'user-3']);
    expect(reported).toEqual(['u|user-2 row-unreadable']);
  });

  it('wakes everybody else beside a damaged due row, and holds everybody else beside a damaged held row', async () => {
    const tables = await freshTables();
    const { records } = openTables(tables);
    const client = tables.client('records');
    for (const id of ['user-1', 'user-2']) await records.write(aRecord(id), undefined);
    for (const id of ['user-3', 'user-4']) await records.write(aHeldRecord(id), undefined);
    const [due] = await records.due(1_000, 10);
    const [held] = (await records.held(undefined, 10)).items;
    for (const { id, key } of [due, held].flatMap((entry) => entry ?? [])) {
      await client.updateEntity({ partitionKey: bucketOf(id), rowKey: key, schema: 'one' }, 'Merge');
    }

    const still = [await records.due(1_000, 10), (await records.dirty(undefined, 10)).items];
    for (const entries of still) expect(entries.map(({ id }) => id)).not.toContain(due?.id);
    for (const entries of still) expect(entries).toHaveLength(1);
    expect((await records.held(undefined, 10)).items).toHaveLength(1);
  });

  it('mends a damaged flag of a pending assignment with the next write', async () => {
    const tables = await freshTables();
    const { members } = openTables(tables);
    await members.setWanted('app', ['user-1'], true);
    await tables.client('members').updateEntity({ partitionKey: 'app', rowKey: 'p|user-1', wanted: 'yes' }, 'Merge');

    expect(await members.pending('app', 10)).toMatchObject([{ user: 'user-1', wanted: false }]);
    await members.setWanted('app', ['user-1'], true);
    expect(await members.pending('app', 10)).toMatchObject([{ user: 'user-1', wanted: true }]);
  });

  it.each([
    ['a state nobody knows', { state: 'asleep' }, 'columns state'],
    ['JSON cut short', { entitledBy: '["a' }, 'column entitledBy is not JSON'],
    ['a text where a number belongs', { version: 'two' }, 'column version is not a number'],
  ])('refuses to read %s', async (_, columns, why) => {
    const tables = await freshTables();
    const { records } = openTables(tables);
    await records.write(aRecord('user-1'), undefined);
    await damage(tables, 'user-1', columns);

    const failure = await records.read('user-1').catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConnectorError);
    expect(failure).toMatchObject({ code: 'row-unreadable', message: expect.stringContaining(why) });
  });

  it('does not take a missing table for a missing row', async () => {
    const tables = await freshTables();
    const { records, members } = openTables(tables);
    await tables.drop('records');
    await tables.drop('members');

    await expect(records.read('user-1')).rejects.toMatchObject({ statusCode: 404 });
    await expect(records.write(aRecord('user-1'), undefined)).rejects.toMatchObject({ statusCode: 404 });
    await expect(members.clearPending('group-1', [{ user: 'a', etag: '*' }])).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('keeps more digests and groups than one column holds', async () => {
    const { records } = openTables(await freshTables());
    const entitledBy = Array.from({ length: 2_000 }, (_, number) => `group-${number}-${'x'.repeat(30)}`);
    await records.write(aRecord('user-1', { want: { entitledBy } }), undefined);

    expect((await records.read('user-1'))?.value.want.entitledBy).toEqual(entitledBy);
  });
});

describe('the account of the tables', () => {
  it('takes plain http for this machine only', async () => {
    const connectionString =
      'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;TableEndpoint=http://tables.example.com/a';
    const tables = createTables({ account: { connectionString }, clock: realClock });

    await expect(tables.client('records').getEntity('a', 'b')).rejects.toThrow(/allowInsecureConnection/);
  });

  it('refuses a prefix that cannot start a table name', () => {
    const account = { connectionString: 'UseDevelopmentStorage=true' };

    expect(() => createTables({ account, prefix: 'my-tables', clock: realClock })).toThrow(RangeError);
  });
});
